using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

/// <summary>Whose beats make a minute, and which minutes a heart rate proves worn.</summary>
public sealed class HeartRateChoiceTests
{
    static readonly Wearer Ada = Given.Wearer("UTC", "watch", "phone");
    static readonly LocalDay Day = Given.Day(Ada);

    static HeartRateSample Beat(int second, int bpm, string device = "watch") =>
        new("ada", device, Day.StartMs + (second * 1_000), bpm);

    // Whatever came first.
    static void AllOrders(HeartRateSample[] hearts, Action<DayMovement> check)
    {
        foreach (var first in hearts)
        {
            HeartRateSample[] order = [first, .. hearts.Where(heart => heart != first)];
            check(Given.Derived(Ada, Day, [], order));
            check(Given.Derived(Ada, Day, [], [.. order.Reverse()]));
        }
    }

    [Fact]
    public void A_minute_with_one_believable_beat_is_measured_and_worn() => AllOrders(
        [Beat(0, 255), Beat(10, 64), Beat(20, 0)],
        movement => Assert.Equal((64m, 1, 1), (movement.BpmAt(0), movement.HeartRateMinutes, movement.WornMinutes)));

    [Fact]
    public void A_minute_without_a_believable_beat_ends_what_is_worn() => AllOrders(
        [Beat(0, 64), Beat(60, 255), Beat(120, 66), Beat(240, 67)],
        movement => Assert.Equal((true, false, true, true, true), (
            movement.IsWornAt(0), movement.IsWornAt(1), movement.IsWornAt(2), movement.IsWornAt(3), movement.IsWornAt(4))));

    [Fact]
    public void A_device_that_only_measured_outside_the_day_measured_nothing() => AllOrders(
        [Beat(-1, 60), Beat(24 * 3_600, 61)],
        movement => Assert.Equal((null, 0, WearBasis.None, ValidityReason.NoData),
            (movement.LastSampleMs, movement.HeartRateMinutes, movement.WearBasis, movement.ValidityReason)));

    [Fact]
    public void Readings_outside_the_day_leave_the_last_one_in_it_the_last() => AllOrders(
        [Beat(-1, 60), Beat(30, 61), Beat(20, 62), Beat(24 * 3_600, 63)],
        movement => Assert.Equal(Day.StartMs + 30_000, movement.LastSampleMs));

    [Fact]
    public void Of_devices_nobody_ranked_the_first_by_name_gives_the_minute() => AllOrders(
        [Beat(0, 90, "zeta"), Beat(1, 80, "mi"), Beat(2, 70, "alpha"), Beat(3, 72, "alpha"), Beat(61, 91, "zeta"), Beat(62, 81, "mi")],
        movement => Assert.Equal((71m, 81m), (movement.BpmAt(0), movement.BpmAt(1))));

    [Fact]
    public void A_ranked_device_comes_before_every_name() => AllOrders(
        [Beat(0, 90, "alpha"), Beat(1, 80, "phone"), Beat(2, 70, "watch"), Beat(61, 92, "alpha"), Beat(62, 82, "phone")],
        movement => Assert.Equal((70m, 82m), (movement.BpmAt(0), movement.BpmAt(1))));

    [Fact]
    public void A_person_is_told_the_median_of_their_last_seven_told_days() =>
        Assert.Equal(58, RestingHeartRate.ToldOfPerson([90, 55, 56, 57, 58, 59, 60, 61], MovementOptions.Default));
}
