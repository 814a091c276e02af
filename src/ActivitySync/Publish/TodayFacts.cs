using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Publish;

/// <summary>All that is told about a wearer's today.</summary>
/// <param name="Wearer">Whose.</param>
/// <param name="Day">Today.</param>
/// <param name="Progress">How far it has come.</param>
/// <param name="History">Reports of the days before, ascending, as far back as reports matter.</param>
/// <param name="Journal">What the wearer told in that time.</param>
/// <param name="IsStale">No device has been heard for long; null before the first.</param>
/// <param name="NowMs">When this holds, Unix milliseconds UTC.</param>
internal sealed record TodayFacts(
    Wearer Wearer, LocalDay Day, Progress Progress, IReadOnlyList<DayReport> History, IReadOnlyList<JournalEntry> Journal,
    bool? IsStale, long NowMs)
{
    /// <summary>Readings of today that are of another kind than their stream.</summary>
    public IReadOnlyList<MixedReading> Mixed { get; init; } = [];

    /// <summary>What was derived of today; null where nobody needs it.</summary>
    public DayMovement? Movement { get; init; }

    /// <summary>Time of the newest reading of any device, today's or older, Unix milliseconds UTC; null when unknown.</summary>
    public long? HeardMs { get; init; }

    /// <summary>The same, whichever of both knows the newer one.</summary>
    public long? LastSampleMs => Progress.LastSampleMs is { } today && !(HeardMs > today) ? today : HeardMs;

    /// <summary>How old it is, minutes; null when none is known.</summary>
    public int? LastSampleAgeMinutes => LastSampleMs is { } lastMs ? (int)(Math.Max(0, NowMs - lastMs) / 60_000) : null;

    /// <summary>Why the target is what it is, in the wearer's language; null before the first decision.</summary>
    public string? TargetReason
        => Decision is { } decision ? DecisionWords.Of(Language.Of(Wearer.Language), decision) : null;

    /// <summary>The newest report; null before the first.</summary>
    public DayReport? LastDay => History.Count > 0 ? History[^1] : null;

    /// <summary>The decision the present target comes from; null before the first.</summary>
    public TargetDecision? Decision
        => Progress.Decision ?? History.LastOrDefault(report => report.Decision is not null)?.Decision;

    /// <summary>Steps as percent of the target, rounded down.</summary>
    public int? Percent => Progress is { Steps: { } steps, Target: > 0 and var target } ? (int)((long)steps * 100 / target) : null;

    /// <summary>The zone the wearer is in.</summary>
    public DateTimeZone Zone => Wearer.Zones.At(Instant.FromUnixTimeMilliseconds(NowMs));

    /// <summary>What was told today, by time; withdrawn entries are left out.</summary>
    public IEnumerable<JournalEntry> ToldToday => Journal
        .Where(entry => !entry.IsWithdrawn && entry.TimeMs >= Day.StartMs && entry.TimeMs < Day.EndMs)
        .OrderBy(entry => entry.TimeMs).ThenBy(entry => entry.Kind);

    /// <summary>The last number of a kind told today.</summary>
    public decimal? Last(JournalKind kind) => ToldToday.LastOrDefault(entry => entry.Kind == kind && entry.Value is not null)?.Value;

    /// <summary>Whether the last word of a kind today is yes.</summary>
    public bool Says(JournalKind kind) => Last(kind) > 0;
}
