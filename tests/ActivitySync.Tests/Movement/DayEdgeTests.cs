using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Movement;

/// <summary>Days exactly at the limits of what is worn, known and judged, and devices that leave their time to each other.</summary>
public sealed class DayEdgeTests
{
    static readonly Wearer Ada = Given.Wearer("UTC", "watch", "phone", "band");
    static readonly LocalDay Day = Given.Day(Ada);

    static long At(double hour) => Day.StartMs + (long)(hour * Given.Hour);

    static StepSample Made(double from, double to, long count, string device = "watch") =>
        Given.Steps(At(to), count, lengthMs: At(to) - At(from), device: device);

    static DayMovement Of(params StepSample[] told) => Given.Derived(Ada, Day, told);

    static List<HeartRateSample> Beats(int from, int count, string device = "watch") => Given.HeartMinutes(
        Day, Enumerable.Range(0, from + count).Select(i => i < from ? 0 : 60 + (i % 7)), device);

    [Theory]
    [InlineData(6, new[] { 300, 0, 0 })] // with the yield 238: less than the watch counted
    [InlineData(67, new[] { 300, 0, 0 })]
    [InlineData(68, new[] { 200, 32, 68 })] // as much as the watch counted: it may yield
    public void The_total_is_never_less_than_the_most_trusted_device_counted(int later, int[] counted)
    {
        // The watch's last hundred, over four hours, yield to the band; the phone's long interval then hides the band's noon.
        var movement = Of(
            Made(10, 11, 100), Made(11, 12, 100), Made(12, 16, 100), Made(10, 13, 96, "phone"),
            Made(12, 12.75, 120, "band"), Made(14, 14.5, later, "band"));

        Assert.Equal(counted, movement.Devices.Select(device => (int)device.CountedSteps));
        Assert.Equal(300, movement.Steps);
    }

    [Fact]
    public void Each_device_tells_how_long_it_was_worn()
    {
        var movement = Given.Derived(Ada, Day, [Made(9, 10, 600), Made(9.5, 10, 300, "phone")]);

        Assert.Equal([60, 30], movement.Devices.Select(device => device.WornMinutes));
    }

    [Fact]
    public void A_minute_two_devices_were_worn_in_is_worn_once() => Assert.Equal(90, Given.Derived(
        Ada, Day, [Made(0, 1, 600)], [.. Beats(0, 60), .. Beats(30, 60, "strap")]).WornMinutes);

    [Fact]
    public void Minutes_of_a_stuck_sensor_are_not_worn()
    {
        var stuck = Given.HeartMinutes(Day, Given.Repeat(55, 30));

        Assert.Equal((0, 0), (Given.Derived(Ada, Day, [], stuck).HeartRateMinutes, Given.Derived(Ada, Day, [], stuck).WornMinutes));
        Assert.Equal(29, Given.Derived(Ada, Day, [], stuck[1..]).WornMinutes);
    }

    [Fact]
    public void A_device_that_tells_nothing_of_the_day_is_not_of_it()
    {
        var old = Given.Steps(At(-10), 100, CounterKind.SinceBoot, device: "phone");

        Assert.Equal(["watch"], Of(old, Made(9, 10, 600)).Devices.Select(device => device.Device));
        Assert.Empty(Of(old).Devices);
    }

    [Fact]
    public void The_last_reading_may_be_the_one_that_ends_the_day_and_not_the_one_that_begins_it()
    {
        StepSample Read(double hour) => Given.Steps(At(hour), 4_000, CounterKind.SinceBoot);

        Assert.Null(Of(Read(0)).LastSampleMs);
        Assert.Equal(Day.StartMs + 1, Of(Read(0) with { TimeMs = Day.StartMs + 1 }).LastSampleMs);
        Assert.Equal(Day.EndMs, Of(Read(24), Read(23), Read(24.5)).LastSampleMs);
    }

    [Fact]
    public void Minutes_are_enough_while_a_fifth_of_the_steps_has_none()
    {
        Assert.True(Of(Made(9, 10, 400), Made(12, 14, 100)).HasMinutes);
        Assert.False(Of(Made(9, 10, 400), Made(12, 14, 101)).HasMinutes);
        Assert.True(Of(Made(9, 10, 0)).HasMinutes);
        Assert.False(Of(Made(9, 12, 0)).HasMinutes);
    }

    [Theory]
    [InlineData("UTC", "Asia/Dubai", 20, ValidityReason.Enough)]
    [InlineData("Asia/Dubai", "UTC", 28, ValidityReason.Enough)]
    [InlineData("UTC", "Asia/Kabul", 19.5, ValidityReason.ShortDay)]
    [InlineData("Asia/Kabul", "UTC", 28.5, ValidityReason.LongDay)]
    public void A_journey_of_four_hours_makes_no_irregular_day(string from, string to, double hours, ValidityReason reason)
    {
        var noon = Given.Date.At(new LocalTime(12, 0)).InUtc().ToInstant();
        var wearer = Given.Wearer() with { Zones = new ZoneTimeline(Given.Zone(from), [(noon, Given.Zone(to))]) };
        var day = Given.Day(wearer);

        Assert.Equal(hours, (day.EndMs - day.StartMs) / (double)Given.Hour);
        Assert.Equal(reason, Given.Derived(wearer, day, Given.MinuteSteps(day, Given.Repeat(5, day.Minutes))).ValidityReason);
    }

    [Fact]
    public void A_reading_on_the_hour_is_of_the_hour_it_ends()
    {
        StepSample[] evening = [.. Enumerable.Range(16, 8).Select(hour => Made(hour, hour + 1, 600))];

        Assert.Equal(ValidityReason.Enough, Of(evening).ValidityReason); // sixteen to midnight: eight hours
        Assert.Equal(ValidityReason.FewHours, Of(evening[1..]).ValidityReason);
        Assert.Equal(ValidityReason.FewHours, Of(evening[..^1]).ValidityReason);
    }

    [Fact]
    public void What_another_device_counted_makes_up_for_missing_readings()
    {
        List<StepSample> told = [.. Given.MinuteSteps(Day, Given.Repeat(5, 700)), Given.Steps(At(20), 4_376, CounterKind.SinceMidnight)];

        Assert.Equal(ValidityReason.MissingReadings, Given.Derived(Ada, Day, told).ValidityReason);
        Assert.Equal(ValidityReason.Enough, Given.Derived(Ada, Day, [.. told, Made(14, 15, 1, "phone")]).ValidityReason);
    }

    [Fact]
    public void Still_now_may_reach_back_to_the_days_first_minute()
    {
        var nightShift = Ada with { WakeTime = new LocalTime(18, 0), SleepTime = new LocalTime(9, 0) };

        Assert.Equal(50, Given.Derived(nightShift, Day, Given.MinuteSteps(Day, Given.Repeat(0, 50)), Beats(0, 50)).Activity.StillNowMinutes);
    }

    [Fact]
    public void An_hour_of_zeros_has_no_walking_and_an_untold_hour_nothing()
    {
        var hours = DayHour.Of(Given.Derived(Ada, Day, Given.MinuteSteps(Day, Given.Repeat(0, 60))), MovementOptions.Default);

        Assert.Equal((0, 0, 0), (hours[0].Steps, hours[0].CoarseSteps, hours[0].WalkingMinutes));
        Assert.Equal((null, null, null), (hours[1].Steps, hours[1].CoarseSteps, hours[1].WalkingMinutes));
        Assert.Equal(Enumerable.Range(0, 24).Select(hour => (hour, At(hour))), hours.Select(hour => (hour.Hour, hour.StartMs)));
    }

    [Fact]
    public void Coarse_steps_in_minutes_a_finer_device_calls_still_may_be_of_any_hour()
    {
        // The watch on its charger says zero for three hours, in which the phone counted.
        var movement = Of([.. Enumerable.Range(0, 180).Select(i => Given.Steps(At(9) + ((i + 1) * Given.Minute), 0, lengthMs: Given.Minute)), Made(9, 12, 900, "phone")]);

        var hours = DayHour.Of(movement, MovementOptions.Default);

        Assert.Equal((900, 900), (movement.CoarseSteps, hours.Sum(hour => hour.Steps)));
        Assert.All(hours, hour => Assert.InRange(hour.CoarseSteps!.Value, 37, 38));
    }
}
