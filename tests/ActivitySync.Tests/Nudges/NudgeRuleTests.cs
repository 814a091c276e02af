using ActivitySync.Core.Nudges;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Nudges;

/// <summary>Who is told to move, and what keeps them from being told. Noon UTC is 14:00 in Berlin, a Monday.</summary>
public sealed class NudgeRuleTests
{
    static readonly NudgeOptions Options = new();

    static readonly NudgeSituation Quietly = new(Some.Noon, 0, null, null);

    [Fact]
    public void Who_is_still_for_long_enough_is_told()
        => Assert.Equal(NudgeVerdict.Nudge, Judge(Today()));

    [Theory]
    [InlineData(49, NudgeVerdict.Moving)]
    [InlineData(50, NudgeVerdict.Nudge)]
    [Edge("8", "a prompt comes after 50 still minutes")]
    public void Still_means_the_minutes_asked_for(int still, NudgeVerdict verdict)
        => Assert.Equal(verdict, Judge(Today(still)));

    [Fact]
    public void Who_is_not_known_by_the_minute_is_not_told()
        => Assert.Equal(NudgeVerdict.Moving, Judge(Today(still: null)));

    [Theory]
    [InlineData(Excuse.Rest)]
    [InlineData(Excuse.Sick)]
    [InlineData(Excuse.Flare)]
    [InlineData(Excuse.Journey)]
    public void A_day_that_asks_for_nothing_has_no_nudges(Excuse excuse)
        => Assert.Equal(NudgeVerdict.DayOff, Judge(Today() with { Excuse = excuse }));

    [Fact]
    public void A_flare_has_none_even_where_the_target_ignores_it()
        => Assert.Equal(NudgeVerdict.DayOff, Judge(Today() with { InFlare = true }));

    [Theory]
    [InlineData(15, NudgeVerdict.Nudge)]
    [InlineData(16, NudgeVerdict.Stale)]
    public void Old_readings_tell_nothing_about_now(int minutesOld, NudgeVerdict verdict)
        => Assert.Equal(verdict, Judge(Today() with { LastSampleMs = Some.Noon - (minutesOld * Some.MinuteMs) }));

    [Fact]
    public void Without_any_reading_nobody_is_told()
        => Assert.Equal(NudgeVerdict.Stale, Judge(Today() with { LastSampleMs = null }));

    [Theory]
    [InlineData("14:00", "18:00", NudgeVerdict.Nudge)]
    [InlineData("14:01", "18:00", NudgeVerdict.OutsideWindow)]
    [InlineData("09:00", "14:00", NudgeVerdict.OutsideWindow)]
    [InlineData("22:00", "06:00", NudgeVerdict.OutsideWindow)]
    [InlineData("12:00", "02:00", NudgeVerdict.Nudge)]
    public void The_window_is_of_the_wearers_own_clock(string from, string until, NudgeVerdict verdict)
        => Assert.Equal(verdict, Judge(Today(), With(new NudgeSettings { From = At(from), Until = At(until) })));

    [Theory]
    [InlineData("13:00", "14:00", NudgeVerdict.Nudge)]
    [InlineData("13:00", "14:01", NudgeVerdict.QuietHours)]
    [InlineData("23:00", "15:00", NudgeVerdict.QuietHours)]
    [InlineData("14:00", "14:00", NudgeVerdict.Nudge)]
    public void Quiet_hours_are_quiet(string from, string until, NudgeVerdict verdict)
        => Assert.Equal(verdict, Judge(Today(), With(new NudgeSettings { QuietFrom = At(from), QuietUntil = At(until) })));

    [Theory]
    [InlineData(IsoDayOfWeek.Monday, NudgeVerdict.Nudge)]
    [InlineData(IsoDayOfWeek.Tuesday, NudgeVerdict.OtherWeekday)]
    public void Only_on_the_days_chosen(IsoDayOfWeek day, NudgeVerdict verdict)
        => Assert.Equal(verdict, Judge(Today(), With(new NudgeSettings { Weekdays = new HashSet<IsoDayOfWeek> { day } })));

    [Theory]
    [InlineData(1, NudgeVerdict.Snoozed)]
    [InlineData(0, NudgeVerdict.Nudge)]
    public void A_snooze_holds_until_its_end(long beyondMs, NudgeVerdict verdict)
        => Assert.Equal(verdict, Judge(Today(), situation: Quietly with { SnoozedUntilMs = Some.Noon + beyondMs }));

    [Theory]
    [InlineData(3, NudgeVerdict.Nudge)]
    [InlineData(4, NudgeVerdict.EnoughToday)]
    [Edge("8", "prompts have a most for the day")]
    public void There_are_at_most_four_a_day(int told, NudgeVerdict verdict)
        => Assert.Equal(verdict, Judge(Today(), situation: Quietly with { ToldToday = told }));

    [Theory]
    [InlineData(49, NudgeVerdict.ToldLately)]
    [InlineData(50, NudgeVerdict.Nudge)]
    public void Who_stays_still_is_told_again_only_after_the_same_time(int minutes, NudgeVerdict verdict)
        => Assert.Equal(verdict, Judge(Today(100), situation: Quietly with { ToldToday = 1, LastToldMs = Some.Noon - (minutes * Some.MinuteMs) }));

    [Fact]
    public void Who_does_not_want_it_is_left_alone()
        => Assert.Equal(NudgeVerdict.NotWanted, Judge(Today(), With(new NudgeSettings { Enabled = false })));

    [Fact]
    public void The_last_word_about_a_snooze_counts()
    {
        JournalEntry[] told =
        [
            new("ana", JournalKind.Snooze, Some.Noon - 1_000, 60), new("ana", JournalKind.Snooze, Some.Noon, 0),
            new("ana", JournalKind.Pain, Some.Noon + 5, 9),
        ];

        Assert.Equal(Some.Noon - 1_000 + Some.HourMs, NudgeRule.SnoozedUntil(told[..1]));
        Assert.Equal(Some.Noon, NudgeRule.SnoozedUntil(told));
        Assert.Null(NudgeRule.SnoozedUntil([]));
    }

    static NudgeVerdict Judge(Progress today, Wearer? wearer = null, NudgeSituation? situation = null)
        => NudgeRule.Judge(wearer ?? Some.Wearer(), today, situation ?? Quietly, Options);

    static Wearer With(NudgeSettings settings) => Some.Wearer() with { Nudges = settings };

    static LocalTime At(string text) => NodaTime.Text.LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text).Value;

    static Progress Today(int? still = 50) => new()
    {
        Steps = 1_000,
        Target = 5_000,
        Remaining = 4_000,
        ExpectedNow = 2_000,
        EnoughSteps = null,
        Spike = SpikeLevel.NoReference,
        IsMet = false,
        Excuse = Excuse.None,
        Activity = null,
        RestingBpm = null,
        InFlare = false,
        StillNowMinutes = still,
        LastSampleMs = Some.Noon,
        Decision = null,
    };
}
