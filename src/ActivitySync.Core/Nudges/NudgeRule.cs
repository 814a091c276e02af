using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Core.Nudges;

/// <summary>What is known when it is asked whether to nudge.</summary>
/// <param name="NowMs">Now, Unix milliseconds UTC.</param>
/// <param name="ToldToday">Nudges told on this local day.</param>
/// <param name="LastToldMs">When the last one was told, Unix milliseconds UTC; null before the first.</param>
/// <param name="SnoozedUntilMs">Until when nudges rest, Unix milliseconds UTC; null when they do not.</param>
public sealed record NudgeSituation(long NowMs, int ToldToday, long? LastToldMs, long? SnoozedUntilMs);

/// <summary>
/// Whether to tell a wearer that it is time to move. Only what is known counts: without fresh data, on a day that asks for
/// nothing, or outside the wearer's hours nobody is told anything.
/// </summary>
public static class NudgeRule
{
    const long MinuteMs = 60_000;

    /// <summary>What speaks against a nudge without looking at today's movement; None when nothing does.</summary>
    public static NudgeVerdict ByClock(Wearer wearer, NudgeSituation situation, NudgeOptions options)
    {
        var settings = wearer.Nudges;
        var now = Instant.FromUnixTimeMilliseconds(situation.NowMs);
        var time = now.InZone(wearer.Zones.At(now)).TimeOfDay;
        var weekday = LocalDays.DateAt(wearer, situation.NowMs).DayOfWeek;
        var window = (From: settings.From ?? options.From, Until: settings.Until ?? options.Until);
        return !(settings.Enabled ?? true) ? NudgeVerdict.NotWanted
            : !(settings.Weekdays ?? options.Weekdays).Contains(weekday) ? NudgeVerdict.OtherWeekday
            : !Within(time, window.From, window.Until) ? NudgeVerdict.OutsideWindow
            : IsQuiet(settings, options, time) ? NudgeVerdict.QuietHours
            : situation.SnoozedUntilMs > situation.NowMs ? NudgeVerdict.Snoozed
            : situation.ToldToday >= (settings.MaxPerDay ?? options.MaxPerDay) ? NudgeVerdict.EnoughToday
            : situation.NowMs - situation.LastToldMs < AfterMinutes(wearer, options) * MinuteMs ? NudgeVerdict.ToldLately
            : NudgeVerdict.Nudge;
    }

    /// <summary>The whole answer.</summary>
    public static NudgeVerdict Judge(Wearer wearer, Progress today, NudgeSituation situation, NudgeOptions options)
    {
        var byClock = ByClock(wearer, situation, options);
        return byClock != NudgeVerdict.Nudge ? byClock
            : today.Excuse != Excuse.None || today.InFlare ? NudgeVerdict.DayOff
            : today.LastSampleMs is not { } last || situation.NowMs - last > options.FreshMinutes * MinuteMs ? NudgeVerdict.Stale
            : today.StillNowMinutes is not { } still || still < AfterMinutes(wearer, options) ? NudgeVerdict.Moving
            : NudgeVerdict.Nudge;
    }

    /// <summary>Until when nudges rest by what the wearer told, Unix milliseconds UTC; null when nothing was told.</summary>
    public static long? SnoozedUntil(IEnumerable<JournalEntry> journal) => journal
        .Where(entry => entry is { Kind: JournalKind.Snooze, Value: not null })
        .OrderBy(entry => entry.TimeMs)
        .Select(entry => (long?)(entry.TimeMs + (long)(entry.Value!.Value * MinuteMs)))
        .LastOrDefault();

    static int AfterMinutes(Wearer wearer, NudgeOptions options) => wearer.Nudges.AfterMinutes ?? options.AfterMinutes;

    static bool IsQuiet(NudgeSettings settings, NudgeOptions options, LocalTime time)
    {
        var (from, until) = (settings.QuietFrom ?? options.QuietFrom, settings.QuietUntil ?? options.QuietUntil);
        return from is { } start && until is { } end && start != end && Within(time, start, end);
    }

    static bool Within(LocalTime time, LocalTime from, LocalTime until)
        => from < until ? time >= from && time < until : time >= from || time < until;
}
