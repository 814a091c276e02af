using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Core.Targets;

/// <summary>
/// Finds the begin and the end of flares in the wearer's own reports. A habit signal, not a diagnosis.
/// </summary>
public static class FlareRule
{
    /// <summary>
    /// Whether pain now is a flare against the reports before it; null when there are too few of them.
    /// </summary>
    public static bool? IsFlare(IReadOnlyList<decimal> earlier, decimal now, TargetOptions options) =>
        BaselineOf(earlier, options) is { } baseline ? now - baseline >= options.FlareRise : null;

    /// <summary>Median of the last few reports; null when there are too few.</summary>
    public static decimal? BaselineOf(IReadOnlyList<decimal> earlier, TargetOptions options) =>
        earlier.Count < options.MinFlareReports ? null : Median.Of(earlier.TakeLast(options.FlareReports));

    /// <summary>
    /// States with which a day begins and ends, from the state some days before and the journal since.
    /// </summary>
    /// <param name="wearer">Whose journal.</param>
    /// <param name="before">State at the end of <paramref name="after"/>.</param>
    /// <param name="after">Last day already in that state; null for none.</param>
    /// <param name="date">The day to advance to.</param>
    /// <param name="journal">Entries in order of time, from before as well.</param>
    /// <param name="options">Constants.</param>
    internal static (FlareState Begin, FlareState End) Advance(
        Wearer wearer, FlareState before, LocalDate? after, LocalDate date, IReadOnlyList<JournalEntry> journal,
        TargetOptions options)
    {
        var state = before;
        FlareState? begin = null;
        var earlier = new List<decimal>();
        foreach (var day in DayJournal.ByDay(wearer, journal, date))
        {
            if (day.Date == date)
            {
                begin = Expired(state, date, options);
            }
            if (after is null || day.Date > after)
            {
                state = AfterDay(Expired(state, day.Date, options), day, earlier, options);
            }
            if (day.Last(JournalKind.Pain) is { } pain)
            {
                earlier.Add(pain);
            }
        }
        var end = Expired(state, date, options);
        return (begin ?? end, end);
    }

    static FlareState AfterDay(FlareState state, DayJournal day, List<decimal> earlier, TargetOptions options)
    {
        var baseline = BaselineOf(earlier, options);
        if (day.Last(JournalKind.Flare) is { } told)
        {
            return told > 0 ? Begin(state, day.Date, baseline) : FlareState.None;
        }
        if (day.Last(JournalKind.Pain) is not { } pain)
        {
            return state;
        }
        if (!state.Active)
        {
            return IsFlare(earlier, pain, options) == true ? Begin(state, day.Date, baseline) : state;
        }
        var isCalm = state.BaselinePain is { } before && pain - before <= options.CalmWithin;
        var calmDays = isCalm ? state.CalmDays + 1 : 0;
        return calmDays >= options.CalmDays
            ? FlareState.None : state with { CalmDays = calmDays, LastReport = day.Date };
    }

    static FlareState Expired(FlareState state, LocalDate date, TargetOptions options) =>
        state is { Active: true, Since: { } since, LastReport: { } last } &&
        (Period.DaysBetween(last, date) >= options.SilentFlareDays || Period.DaysBetween(since, date) >= options.MaxFlareDays)
            ? FlareState.None : state;

    static FlareState Begin(FlareState state, LocalDate date, decimal? baseline) => state.Active
        ? state with { LastReport = date }
        : new FlareState { Active = true, Since = date, BaselinePain = baseline, LastReport = date };
}
