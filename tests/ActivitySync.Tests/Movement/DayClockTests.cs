using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Movement;

/// <summary>What the wall clock shows in each minute of a day, and which instants the day has.</summary>
public sealed class DayClockTests
{
    static readonly MovementOptions Options = MovementOptions.Default;

    [Fact]
    public void A_plain_day_runs_from_midnight_to_midnight()
    {
        var clock = Clock(Given.Wearer("Europe/Berlin"), new(2026, 6, 15));

        Assert.Equal(Enumerable.Range(0, 1_440), Minutes(clock));
        Assert.Equal((0, 0, 1, 23), (clock.HourAt(0), clock.HourAt(59), clock.HourAt(60), clock.HourAt(1_439)));
    }

    [Theory]
    [InlineData("Europe/Berlin", 2026, 3, 29, 1_380, 119, 180)] // 01:59 is followed by 03:00
    [InlineData("Europe/Berlin", 2026, 10, 25, 1_500, 179, 120)] // 02:59 by 02:00
    [InlineData("Australia/Lord_Howe", 2026, 4, 5, 1_470, 119, 90)] // half an hour back: 01:59 by 01:30
    [InlineData("America/Sao_Paulo", 2018, 11, 4, 1_380, -1, 60)] // the day begins at 01:00
    [Edge("6", "days of 23, 24.5 and 25 hours; midnight that does not exist")]
    public void A_clock_change_moves_the_wall_by_its_hour_or_half(
        string zone, int year, int month, int date, int minutes, int lastBefore, int firstAfter)
    {
        var clock = Clock(Given.Wearer(zone), new(year, month, date));

        Assert.Equal(minutes, clock.Minutes);
        var wall = Minutes(clock);
        var change = lastBefore < 0 ? 0 : lastBefore + 1;
        Assert.Equal(firstAfter, wall[change]);
        Assert.Equal(lastBefore < 0 ? 60 : lastBefore, wall[Math.Max(0, change - 1)]);
        Assert.Equal(1_439, wall[^1]);
    }

    [Fact]
    public void A_journey_moves_the_wall_in_the_minute_of_the_move()
    {
        var moved = Instant.FromUtc(2026, 6, 15, 10, 30);
        var wearer = Given.Wearer() with
        {
            Zones = new ZoneTimeline(Given.Zone("Europe/Berlin"), [(moved, Given.Zone("Asia/Kolkata")), (moved + Duration.FromDays(30), Given.Zone("UTC"))]),
        };

        var wall = Minutes(Clock(wearer, new(2026, 6, 15)));

        // 12:30 in Berlin becomes 16:00 in Kolkata; the day is 3½ hours short.
        Assert.Equal(1_440 - 210, wall.Count);
        Assert.Equal((749, 960, 1_439), (wall[749], wall[750], wall[^1]));
    }

    [Fact]
    public void A_day_that_begins_at_four_runs_over_midnight()
    {
        var wall = Minutes(Clock(Given.Wearer() with { DayStart = new LocalTime(4, 0) }, new(2026, 6, 15)));

        Assert.Equal((240, 1_439, 0, 239), (wall[0], wall[1_199], wall[1_200], wall[^1]));
    }

    [Theory]
    [InlineData(6, 59, false)]
    [InlineData(7, 0, true)]
    [InlineData(21, 59, true)]
    [InlineData(22, 0, false)]
    public void Awake_is_from_waking_up_to_sleeping(int hour, int minute, bool isAwake)
        => Assert.Equal(isAwake, Clock(Given.Wearer(), new(2026, 6, 15)).IsAwake((hour * 60) + minute));

    [Theory]
    [InlineData(18, 9, 17, false)]
    [InlineData(18, 9, 18, true)]
    [InlineData(18, 9, 0, true)]
    [InlineData(18, 9, 8, true)]
    [InlineData(18, 9, 9, false)]
    [InlineData(8, 8, 8, true)] // from and to the same: all day
    [InlineData(8, 8, 7, true)]
    public void Awake_may_go_around_midnight(int wake, int sleep, int hour, bool isAwake)
        => Assert.Equal(isAwake, Clock(Given.Wearer() with { WakeTime = new LocalTime(wake, 0), SleepTime = new LocalTime(sleep, 0) },
            new(2026, 6, 15)).IsAwake(hour * 60));

    [Fact]
    public void Half_past_counts_too()
    {
        var clock = Clock(Given.Wearer() with { WakeTime = new LocalTime(6, 30), SleepTime = new LocalTime(22, 15) }, new(2026, 6, 15));

        Assert.Equal((false, true, true, false), (clock.IsAwake(389), clock.IsAwake(390), clock.IsAwake(1_334), clock.IsAwake(1_335)));
    }

    [Fact]
    [Edge("6", "a day is half open and may begin at another hour")]
    public void An_instant_is_in_the_day_it_begins_and_not_in_the_one_it_ends()
    {
        var wearer = Given.Wearer("Europe/Berlin") with { DayStart = new LocalTime(4, 0) };
        var day = LocalDays.Of(wearer, new(2026, 6, 15))!;

        Assert.Equal((day.Date, day.Date, day.Date.PlusDays(-1), day.Date.PlusDays(1)),
            (LocalDays.DateAt(wearer, day.StartMs), LocalDays.DateAt(wearer, day.EndMs - 1), LocalDays.DateAt(wearer, day.StartMs - 1), LocalDays.DateAt(wearer, day.EndMs)));
        Assert.True(day.Contains(day.StartMs) && day.Contains(day.EndMs - 1));
        Assert.False(day.Contains(day.StartMs - 1) || day.Contains(day.EndMs));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(10, 5, 0)]
    [InlineData(0, 1, 1)]
    [InlineData(-1, 0, 1)]
    [InlineData(-1, 1, 2)]
    [InlineData(0, 24 * Given.Hour, 1)]
    [InlineData(0, (24 * Given.Hour) + 1, 2)]
    public void Days_that_share_an_instant_with_a_time(long fromMs, long toMs, int days)
    {
        var midnight = LocalDays.Of(Given.Wearer(), new(2026, 6, 15))!.StartMs;

        Assert.Equal(days, LocalDays.Overlapping(Given.Wearer(), midnight + fromMs, midnight + toMs).Count());
    }

    [Fact]
    [Edge("6", "a date the zone skips is no day")]
    public void A_date_the_zone_skips_is_no_day_and_its_neighbours_meet()
    {
        var apia = Given.Wearer("Pacific/Apia");
        var days = LocalDays.Overlapping(apia, LocalDays.Of(apia, new(2011, 12, 29))!.StartMs, LocalDays.Of(apia, new(2011, 12, 31))!.EndMs).ToList();

        Assert.Equal([new LocalDate(2011, 12, 29), new LocalDate(2011, 12, 31)], days.Select(day => day.Date));
        Assert.Equal(days[0].EndMs, days[1].StartMs);
    }

    [Fact]
    [Edge("6", "a traveller who re-enters yesterday")]
    public void Who_flies_back_over_the_date_line_lives_one_long_day()
    {
        // From Auckland's Monday 10:00 to Honolulu's Sunday noon: the Monday goes on until Honolulu's is over.
        var moved = Instant.FromUtc(2026, 6, 14, 22, 0);
        var wearer = Given.Wearer() with { Zones = new ZoneTimeline(Given.Zone("Pacific/Auckland"), [(moved, Given.Zone("Pacific/Honolulu"))]) };

        var monday = LocalDays.Of(wearer, new(2026, 6, 15))!;

        Assert.Equal(46, (monday.EndMs - monday.StartMs) / Given.Hour);
        Assert.Equal(monday.Date, LocalDays.DateAt(wearer, moved.ToUnixTimeMilliseconds()));
        Assert.Equal(new LocalDate(2026, 6, 14), LocalDays.DateAt(wearer, monday.StartMs - 1));
    }

    [Fact]
    public void A_stay_that_begins_within_a_date_begins_it_when_the_date_began_before()
    {
        // Westward at noon UTC: the 15th had begun in Berlin; eastward after New York's midnight likewise.
        foreach (var (from, to) in new[] { ("Europe/Berlin", "America/New_York"), ("America/New_York", "Europe/Berlin") })
        {
            var moved = Instant.FromUtc(2026, 6, 15, 12, 0);
            var wearer = Given.Wearer() with { Zones = new ZoneTimeline(Given.Zone(from), [(moved, Given.Zone(to))]) };
            var (one, two, three) = (LocalDays.Of(wearer, new(2026, 6, 14))!, LocalDays.Of(wearer, new(2026, 6, 15))!, LocalDays.Of(wearer, new(2026, 6, 16))!);

            Assert.Equal((one.EndMs, two.EndMs), (two.StartMs, three.StartMs));
            Assert.Equal(Given.Zone(from), two.Zone);
            Assert.Equal(Given.Zone(to), three.Zone);
        }
    }

    static DayClock Clock(Wearer wearer, LocalDate date) => DayClock.Of(wearer, LocalDays.Of(wearer, date)!, Options);

    static List<int> Minutes(DayClock clock) => [.. Enumerable.Range(0, clock.Minutes).Select(clock.MinuteOfDayAt)];
}
