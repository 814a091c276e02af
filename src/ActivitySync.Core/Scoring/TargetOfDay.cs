using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// The target that holds on a day: found from the reports before it and what the wearer told, nothing else.
/// </summary>
/// <param name="Steps">Target after weekday factors; null before the first.</param>
/// <param name="ScoringSteps">What the score compares with.</param>
/// <param name="Decision">What was decided on this day.</param>
/// <param name="State">State after it.</param>
/// <param name="Flare">Flare at the end of the day.</param>
/// <param name="InFlare">
/// Whether the day is one of a flare: it began or ends in one. A flare that is found to be over in the evening goes on to the
/// end of its day, so that what was met in the afternoon stays met.
/// </param>
internal sealed record TargetOfDay(
    int? Steps, int? ScoringSteps, TargetDecision? Decision, TargetState? State, FlareState Flare, bool InFlare)
{
    public static TargetOfDay Of(
        Wearer wearer, LocalDate date, History history, IReadOnlyList<JournalEntry> journal, ScoringOptions options)
    {
        var last = history.Last;
        var (begin, end) = FlareRule.Advance(
            wearer, last?.Flare ?? FlareState.None, last?.Date, date, journal, options.Targets);
        var flare = end.Active ? end : begin;
        var desk = new TargetDesk(wearer, date, history, options.Targets, flare);
        var (state, decision) = desk.Decide(DayJournal.Of(wearer, journal, date).Last(JournalKind.TargetChoice));
        if (state is null)
        {
            return new TargetOfDay(null, null, null, null, end, flare.Active);
        }
        var steps = OnWeekday(state.Steps, wearer, date, desk.Ceiling, options.Targets);
        var eased = flare.Active && desk.Policy != FlarePolicy.Ignore ? desk.EasedSteps(steps) : steps;
        return new TargetOfDay(steps, eased, decision, state, end, flare.Active);
    }

    static int OnWeekday(int steps, Wearer wearer, LocalDate date, int ceiling, TargetOptions options) =>
        wearer.Target.WeekdayPercent.TryGetValue(date.DayOfWeek, out var percent)
            ? Math.Clamp(
                steps * percent / 100 / options.RoundTo * options.RoundTo, Math.Min(options.Floor, steps), Math.Max(ceiling, steps))
            : steps;
}
