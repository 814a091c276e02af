using ActivitySync.Core.Movement;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

public sealed class DayHourTests
{
    /// <summary>Zone, date, hours of that day, minutes of the last.</summary>
    public static TheoryData<string, string, int, int> Lengths => new()
    {
        { "UTC", "2026-06-15", 24, 60 },
        { "Europe/Berlin", "2026-03-29", 23, 60 },
        { "Europe/Berlin", "2026-10-25", 25, 60 },
        { "Asia/Kolkata", "2026-06-15", 24, 60 },
        { "Australia/Lord_Howe", "2026-10-04", 24, 30 },
        { "Australia/Lord_Howe", "2026-04-05", 25, 30 },
    };

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_day_has_the_hours_its_clock_gives_it_and_they_add_up(string zone, string date, int count, int lastMinutes)
    {
        var wearer = Given.Wearer(zone);
        var day = Given.Day(wearer, NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value);
        var steps = Given.MinuteSteps(day, Enumerable.Range(0, day.Minutes).Select(i => i % 90));
        var movement = Given.Derived(wearer, day, steps, Given.HeartMinutes(day, Enumerable.Range(0, 30).Select(i => 69 + (i % 3))));

        var hours = DayHour.Of(movement, MovementOptions.Default);

        Assert.Equal(count, hours.Count);
        Assert.Equal(lastMinutes, hours[^1].Minutes);
        Assert.Equal(day.Minutes, hours.Sum(hour => hour.Minutes));
        Assert.Equal(day.StartMs, hours[0].StartMs);
        Assert.Equal(movement.Steps, hours.Sum(hour => hour.Steps));
        Assert.Equal(movement.Activity.WalkingMinutes, hours.Sum(hour => hour.WalkingMinutes));
        Assert.Equal(70m, hours[0].MedianBpm);
        Assert.Null(hours[1].MedianBpm);
    }

    [Fact]
    public void Steps_of_an_hour_are_those_of_its_minutes()
    {
        var day = Given.Day();
        var movement = Given.Derived(Given.Wearer(), day, Given.MinuteSteps(day, [.. Given.Repeat(1, 60), .. Given.Repeat(100, 30)]));

        var hours = DayHour.Of(movement, MovementOptions.Default);

        Assert.Equal([(60, 0, 0), (3_000, 0, 30)], hours.Take(2).Select(hour => (hour.Steps, hour.CoarseSteps, hour.WalkingMinutes)
            is ({ } steps, { } coarse, { } walking) ? (steps, coarse, walking) : default));
        Assert.Null(hours[2].Steps);
        Assert.Null(hours[2].WalkingMinutes);
    }

    [Fact]
    public void Steps_known_over_a_long_time_only_are_spread_over_it_without_losing_one()
    {
        var day = Given.Day();
        var movement = Given.Derived(
            Given.Wearer(), day, [Given.Steps(day.StartMs + (16 * Given.Hour), 10_001, lengthMs: 8 * Given.Hour)]);
        Assert.Equal(10_001, movement.CoarseSteps);

        var hours = DayHour.Of(movement, MovementOptions.Default);

        Assert.Equal(10_001, hours.Sum(hour => hour.Steps));
        Assert.Equal(10_001, hours.Sum(hour => hour.CoarseSteps));
        Assert.All(hours.Skip(8).Take(8), hour => Assert.InRange(hour.Steps!.Value, 1_250, 1_251));
        Assert.Null(hours[7].Steps);
        Assert.Null(hours[8].WalkingMinutes);
    }

    [Fact]
    public void A_day_without_any_reading_has_no_hours()
        => Assert.Empty(DayHour.Of(Given.Derived(Given.Wearer(), Given.Day(), []), MovementOptions.Default));
}
