using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

/// <summary>Three devices over each other, and what zeros of one leave of another's minutes.</summary>
public sealed class MergeEdgeTests
{
    static readonly Wearer Ada = Given.Wearer("UTC", "watch", "phone", "band");
    static readonly LocalDay Day = Given.Day(Ada);

    static StepSample Hours(string device, double from, double to, long count) => Given.Steps(
        Day.StartMs + (long)(to * Given.Hour), count, lengthMs: (long)((to - from) * Given.Hour), device: device);

    static long[] Counted(params StepSample[] told)
    {
        var devices = Given.Derived(Ada, Day, told).Devices;
        Assert.Equal(devices.Select(device => device.CountedSteps), Given.Derived(Ada, Day, [.. told.Reverse()]).Devices.Select(device => device.CountedSteps));
        return [.. devices.Select(device => device.CountedSteps)];
    }

    [Fact]
    public void Each_device_counts_where_none_before_it_did()
    {
        // Ten to eleven is the phone's; the band keeps what lies before and behind both.
        Assert.Equal([1_200, 600, 1_200], Counted(
            Hours("watch", 9, 10, 600), Hours("watch", 11, 12, 600),
            Hours("phone", 9, 9.5, 300), Hours("phone", 10, 11, 600), Hours("phone", 11, 12, 600),
            Hours("band", 8, 9, 600), Hours("band", 9, 10, 600), Hours("band", 10.5, 11.5, 600), Hours("band", 12, 13, 600)));
    }

    [Fact]
    public void A_device_that_began_earlier_and_ended_later_claims_both_sides()
    {
        Assert.Equal([600, 1_000, 600], Counted(
            Hours("watch", 9, 10, 600), Hours("phone", 8.5, 9.25, 450), Hours("phone", 9.5, 10.5, 400), Hours("phone", 10.5, 11, 500),
            Hours("band", 8, 9, 600), Hours("band", 10, 11, 600), Hours("band", 11, 11.5, 300)));
    }

    [Fact]
    public void Zeros_of_a_device_that_lies_about_leave_what_another_knows()
    {
        List<StepSample> told =
        [
            .. Given.MinuteSteps(Day, Enumerable.Range(0, 720).Select(i => i is >= 600 and < 660 ? 50 : -1)),
            Hours("watch", 12, 15, 900), .. Given.MinuteSteps(Day, Given.Repeat(0, Day.Minutes), "phone"),
        ];

        var movement = Given.Derived(Ada, Day, told);

        Assert.Equal((50, 50, StepMerge.Coarse, 0), (movement.StepsAt(600), movement.StepsAt(659), movement.StepsAt(800), movement.StepsAt(660)));
    }
}
