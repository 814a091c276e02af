using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Benchmarks.Movement;

/// <summary>Scores recorded days one after another, as the service would.</summary>
internal sealed class LivedDays(Wearer wearer, IReadOnlyList<JournalEntry> journal)
{
    private readonly ScoringOptions _options = ScoringOptions.Default;

    public List<DayReport> Reports { get; } = [];

    public (DayMovement Movement, DayReport Report) Live(
        LocalDay day, IReadOnlyList<StepSample> steps, IReadOnlyList<HeartRateSample> hearts)
    {
        var samples = new DaySamples { Steps = steps, HeartRates = hearts };
        var movement = DayDerivation.Derive(wearer, day, samples, _options.Movement);
        var history = Reports.GetRange(Math.Max(0, Reports.Count - 60), Math.Min(60, Reports.Count));
        var fromMs = day.StartMs - 60L * 24 * 3600 * 1000;
        var told = journal.Where(entry => entry.TimeMs >= fromMs && entry.TimeMs < day.EndMs).ToList();
        var report = DayScoring.Score(wearer, movement, history, told, _options);
        Reports.Add(report);
        return (movement, report);
    }
}
