using System.Runtime.InteropServices;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// What the statements of one kind (slots of a fixed length, or totals of intervals) say of a day. Of statements with the
/// same start one stands: of slots the newest, of totals the longest. The others claim time the longest first; where a
/// statement meets time already claimed, it keeps its steps of the rest, pro rata, as devices do in the merge. Thousandths
/// of a step are carried on, so that the day's whole steps are its exact sum rounded once.
/// </summary>
internal sealed class StatedDay
{
    private readonly List<(long StartMs, long EndMs, long Milli, bool IsCoarse, int Statement)> _pieces = [];

    StatedDay()
    {
    }

    /// <summary>One delta a statement, cut to the day, ascending: steps kept and steps said twice together.</summary>
    public List<StepDelta> Deltas { get; private set; } = [];

    /// <summary>What was kept: ascending and apart.</summary>
    public List<StepInterval> Intervals { get; } = [];

    /// <summary>Whole steps of the day.</summary>
    public long Steps { get; private set; }

    public static StatedDay Of(List<StepSample> said, CounterKind kind, LocalDay day, MovementOptions options)
    {
        var result = new StatedDay();
        var statements = Standing(said, kind, day, out var replaced);
        var claimed = new List<(long StartMs, long EndMs)>();
        var deltas = new StepDelta[statements.Count];
        var saidTwice = new long[statements.Count];
        for (var i = 0; i < statements.Count; i++)
        {
            var statement = statements[i];
            var startMs = Math.Max(StartOf(statement), day.StartMs);
            var endMs = Math.Min(statement.TimeMs, day.EndMs);
            var isPossible = !CounterFold.IsImplausible(statement.Count, statement.LengthMs, options);
            deltas[i] = new StepDelta(
                startMs, endMs, isPossible ? 0 : statement.Count, isPossible ? CounterRule.Ok : CounterRule.ImplausibleRate);
            if (isPossible)
            {
                saidTwice[i] = MilliOf(statement, startMs, endMs) -
                    result.Claim(claimed, statement, i, startMs, endMs, statement.LengthMs > options.MaxSpreadMs);
            }
        }
        result.Round(deltas, saidTwice);
        result.Deltas = [.. deltas.Concat(replaced.Select(old => Cut(old, day))).OrderBy(delta => delta.EndMs)
            .ThenBy(delta => delta.StartMs).ThenBy(delta => delta.Rule).ThenBy(delta => delta.Steps)];
        return result;
    }

    // In the order in which they claim time: the longest first, of equal ones the later.
    static List<StepSample> Standing(List<StepSample> said, CounterKind kind, LocalDay day, out List<StepSample> replaced)
    {
        var ofDay = said.FindAll(sample => sample.LengthMs > 0 && sample.TimeMs > day.StartMs && StartOf(sample) < day.EndMs);
        replaced = [];
        if (AreApart(ofDay))
        {
            return ofDay;
        }
        var standing = new List<StepSample>(ofDay.Count);
        foreach (var same in ofDay.GroupBy(sample => sample.TimeMs).Select(NewestOf).GroupBy(sample => StartOf(sample)))
        {
            var ordered = kind == CounterKind.IntervalTotal
                ? same.OrderByDescending(sample => sample.LengthMs)
                : same.OrderByDescending(sample => sample.Version).ThenByDescending(sample => sample.LengthMs);
            standing.Add(ordered.First());
            replaced.AddRange(ordered.Skip(1));
        }
        standing.Sort((a, b) => a.LengthMs != b.LengthMs ? b.LengthMs.CompareTo(a.LengthMs) : b.TimeMs.CompareTo(a.TimeMs));
        return standing;
    }

    // Nearly every day: slots as a store gives them, ascending, one of each.
    static bool AreApart(List<StepSample> statements)
    {
        var freeFromMs = long.MinValue;
        foreach (ref readonly var statement in CollectionsMarshal.AsSpan(statements))
        {
            if (StartOf(statement) < freeFromMs)
            {
                return false;
            }
            freeFromMs = statement.TimeMs;
        }
        return true;
    }

    // The same fact told again: the newer statement, of equally new ones the larger.
    static StepSample NewestOf(IEnumerable<StepSample> versions) => versions
        .OrderByDescending(sample => sample.Version).ThenByDescending(sample => sample.Count)
        .ThenByDescending(sample => sample.Milli).ThenByDescending(sample => sample.LengthMs).First();

    // Takes the unclaimed parts of [startMs, endMs) and gives their thousandths.
    long Claim(
        List<(long StartMs, long EndMs)> claimed, in StepSample statement, int index, long startMs, long endMs, bool isCoarse)
    {
        var kept = 0L;
        var atMs = startMs;
        var isBehindAll = claimed.Count == 0 || claimed[^1].EndMs <= startMs;
        var at = isBehindAll ? claimed.Count : claimed.FindIndex(claim => claim.EndMs > startMs);
        while (atMs < endMs)
        {
            var isLast = at >= claimed.Count;
            var untilMs = isLast ? endMs : Math.Min(claimed[at].StartMs, endMs);
            if (untilMs > atMs)
            {
                var milli = MilliOf(statement, atMs, untilMs);
                _pieces.Add((atMs, untilMs, milli, isCoarse, index));
                claimed.Insert(at++, (atMs, untilMs));
                kept += milli;
            }
            atMs = isLast ? endMs : Math.Max(atMs, claimed[at].EndMs);
            at++;
        }
        return kept;
    }

    // Whole steps by carrying the remainder through the pieces in order of time, from device to day.
    void Round(StepDelta[] deltas, long[] saidTwice)
    {
        _pieces.Sort((a, b) => a.StartMs.CompareTo(b.StartMs));
        var exact = 0L;
        foreach (var (startMs, endMs, milli, isCoarse, statement) in _pieces)
        {
            exact += milli;
            var steps = Whole(exact) - Steps;
            Steps += steps;
            Intervals.Add(new StepInterval(startMs, endMs, steps, isCoarse));
            deltas[statement] = deltas[statement] with { Steps = deltas[statement].Steps + steps };
        }
        for (var i = 0; i < deltas.Length; i++)
        {
            deltas[i] = deltas[i] with { Steps = deltas[i].Steps + Whole(saidTwice[i]) };
        }
    }

    static StepDelta Cut(in StepSample old, LocalDay day)
    {
        var (startMs, endMs) = (Math.Max(StartOf(old), day.StartMs), Math.Min(old.TimeMs, day.EndMs));
        var steps = Math.Clamp(old.Count, 0, int.MaxValue);
        return new StepDelta(
            startMs, endMs, Apportion.Between(steps, StartOf(old), old.TimeMs, startMs, endMs), CounterRule.Replaced);
    }

    // Whole steps and thousandths are cut each for themselves, so that whole ones stay whole over midnight.
    static long MilliOf(in StepSample statement, long fromMs, long toMs) =>
        (1000 * Apportion.Between(statement.Count, StartOf(statement), statement.TimeMs, fromMs, toMs)) +
        Apportion.Between(statement.Milli, StartOf(statement), statement.TimeMs, fromMs, toMs);

    static long StartOf(in StepSample sample) => sample.TimeMs - sample.LengthMs;

    static long Whole(long milli) => (milli + 500) / 1000;
}
