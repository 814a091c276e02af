using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace ActivitySync.Tests.Movement;

/// <summary>What holds for whatever devices state, in any order.</summary>
public sealed class StatementProperties
{
    static readonly Wearer Ada = Given.Wearer();
    static readonly LocalDay Day = Given.Day();

    static readonly Gen<StepSample> Anything =
        from device in Gen.Elements("watch", "phone")
        from kind in Gen.Elements(Enum.GetValues<CounterKind>())
        from second in Gen.Choose(-20 * 3600, 44 * 3600)
        from count in Gen.Choose(0, 3_000)
        from milli in Gen.Choose(0, 999)
        from length in Gen.Elements(60, 600, 3_600, 86_400)
        from version in Gen.Choose(0, 3)
        from session in Gen.Elements("a", "b")
        select new StepSample("ada", device, kind, Day.StartMs + (second * 1000L), count,
            kind == CounterKind.Delta || kind.IsReplaceable() ? length * 1000L : 0,
            kind is CounterKind.Session or CounterKind.SinceBoot ? session : null,
            kind.IsReplaceable() ? milli : 0, kind.HasVersions() ? version : 0);

    // Few moments and few numbers, so that statements about one moment meet and contradict each other.
    static readonly Gen<StepSample> Contradictory =
        from sample in Anything
        from minute in Gen.Choose(600, 620)
        from count in Gen.Choose(0, 4)
        from milli in Gen.Elements(0, 250, 900)
        select sample with
        {
            TimeMs = Day.StartMs + (minute * 60_000L),
            Count = count * 20,
            Milli = sample.Counter.IsReplaceable() ? milli : 0,
        };

    static void Holds(Func<StepSample[], bool> property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(
        (from size in Gen.Choose(0, 60)
         from samples in Gen.OneOf(Anything, Contradictory).ArrayOf(size)
         select samples).ToArbitrary(), property));

    [Fact]
    public void Every_step_told_is_accounted_for() => Holds(samples =>
    {
        var explanation = DayExplanation.Of(
            Ada, Day, new DaySamples { Steps = samples, HeartRates = [] }, [], [], ScoringOptions.Default);
        return explanation.Accounts.Sum(account => account.CountedSteps) == explanation.Movement.Steps &&
            explanation.Accounts.All(account => account.ToldSteps == account.CountedSteps + account.OverlapSteps +
                account.RepeatedSteps + account.ReplacedSteps + account.ImplausibleSteps + account.MixedSteps +
                account.OtherCounterSteps && account.OverlapSteps >= 0);
    });

    [Fact]
    public void What_is_told_in_deltas_is_the_sum_of_what_was_sent() => Holds(samples =>
    {
        var deltas = samples.Where(sample => sample.Counter == CounterKind.Delta && sample.TimeMs <= Day.EndMs &&
            sample.TimeMs - sample.LengthMs >= Day.StartMs).DistinctBy(sample => (sample.Device, sample.TimeMs)).ToArray();
        var explanation = DayExplanation.Of(
            Ada, Day, new DaySamples { Steps = deltas, HeartRates = [] }, [], [], ScoringOptions.Default);
        return explanation.Accounts.Sum(account => account.ToldSteps) == deltas.Sum(sample => sample.Count);
    });

    [Fact]
    public void No_order_of_statements_matters() => Holds(samples =>
    {
        var shuffled = samples.Reverse().Concat(samples.Take(9)).ToArray();
        new Random(samples.Length).Shuffle(shuffled);
        return Said(samples).AsSpan().SequenceEqual(Said(shuffled));
    });

    [Fact]
    public void What_a_store_would_leave_out_changes_nothing() => Holds(samples =>
    {
        var standing = samples.GroupBy(sample => (sample.Device, sample.Counter, sample.TimeMs))
            .Select(same => same.Aggregate((best, sample) => sample.Outranks(best) ? sample : best)).ToArray();
        return Said(samples).AsSpan().SequenceEqual(Said(standing));
    });

    static byte[] Said(StepSample[] samples) => DayReportJson.Write(
        DayScoring.Score(Ada, Given.Derived(Ada, Day, samples), [], [], ScoringOptions.Default));
}
