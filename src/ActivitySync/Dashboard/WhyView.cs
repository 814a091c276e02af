using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Jobs;
using ActivitySync.Spool;
using ActivitySync.Storage;

namespace ActivitySync.Dashboard;

/// <summary>How a day came about.</summary>
/// <param name="Day">Which day.</param>
/// <param name="Explanation">From readings to score; null when the samples it was made of are gone.</param>
/// <param name="Minutes">Its minutes; empty likewise.</param>
/// <param name="Revisions">Every stored result, ascending.</param>
/// <param name="Quarantined">What of the wearer could not be taken, all days together: topic, reason, how many.</param>
internal sealed record WhyView(
    LocalDay Day, DayExplanation? Explanation, IReadOnlyList<DayMinute> Minutes, IReadOnlyList<DayRow> Revisions,
    IReadOnlyList<(string Topic, string Reason, long Count)> Quarantined)
{
    /// <summary>The stored result, or what it would be by now; null when neither is there.</summary>
    public DayReport? Report => StoredReports.Of(Revisions).LastOrDefault() ?? Explanation?.Report;

    /// <summary>The readings of an hour, counted from the day's start.</summary>
    public IEnumerable<ExplainedDelta> ReadingsOf(int hour)
    {
        var fromMs = Day.StartMs + (hour * 3_600_000L);
        return (Explanation?.Deltas ?? []).Where(reading =>
            reading.Delta.EndMs >= fromMs && reading.Delta.EndMs < fromMs + 3_600_000L).OrderBy(reading => reading.Delta.EndMs);
    }

    /// <summary>The figures in which a revision differs from the one before; all of the first are new and left out.</summary>
    public static IEnumerable<(string Name, string Before, string After)> Changes(DayRow before, DayRow after)
    {
        var old = before.Fields.ToDictionary(field => field.Name, Text);
        var now = after.Fields.ToDictionary(field => field.Name, Text);
        return old.Keys.Union(now.Keys).Where(name => old.GetValueOrDefault(name) != now.GetValueOrDefault(name))
            .Select(name => (name, old.GetValueOrDefault(name) ?? "–", now.GetValueOrDefault(name) ?? "–"));
    }

    public static async Task<WhyView> ReadAsync(
        Wearer wearer, LocalDay day, IStore store, DayScorer scorer, MessageSpool spool, CancellationToken stop)
    {
        var isThere = DayScorer.CanBeDerived(day, await store.ReadRawFromAsync(wearer.Id, stop));
        return new WhyView(
            day,
            isThere ? await scorer.ExplainAsync(wearer, day, stop) : null,
            isThere ? await scorer.MinutesAsync(wearer, day, stop) : [],
            await store.ReadDayRevisionsAsync(wearer.Id, day.Date, stop),
            [.. WearerTopics.Of(spool.Quarantine.CountsByTopic(), wearer)]);
    }

    static string Text(DayField field)
        => field.Whole?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Axis.Text(field.Fraction ?? 0);
}
