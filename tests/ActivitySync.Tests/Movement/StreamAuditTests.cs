using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

/// <summary>What is told of stored streams: how far they reach, where they were silent, what was told again.</summary>
public sealed class StreamAuditTests
{
    static readonly long Start = Given.Day().StartMs;

    static long At(double hour) => Start + (long)(hour * Given.Hour);

    // Any order of arrival.
    static IReadOnlyList<StreamAudit> Of(IReadOnlyList<StepSample> steps, params HeartRateSample[] hearts)
    {
        var audits = StreamAudit.Of(steps, hearts, Given.Hour);
        Assert.Equal(audits, StreamAudit.Of([.. steps.Reverse()], [.. hearts.Reverse()], Given.Hour));
        return audits;
    }

    [Fact]
    public void A_counter_is_silent_between_its_readings()
    {
        StepSample Read(double hour, long count) => Given.Steps(At(hour), count, CounterKind.SinceBoot);

        Assert.Equal(
            [new StreamAudit("watch", "since_boot", At(8), At(14), 6, 2, 2 * Given.Hour, 0, 2)],
            Of([Read(8, 100), Read(9, 100), Read(10.5, 160), Read(12.5, 160), Read(13, 170), Read(14, 180)]));
    }

    [Fact]
    public void A_delta_speaks_for_its_whole_length()
    {
        StepSample Made(double from, double to) => Given.Steps(At(to), 100, lengthMs: At(to) - At(from));

        // The long one covers what the short one leaves open; then an hour and a half of nothing.
        Assert.Equal(
            [new StreamAudit("watch", "delta", At(8.5), At(15), 5, 1, 90 * Given.Minute, 0, 4)],
            Of([Made(8, 9), Made(8, 8.5), Made(8.5, 12.5), Made(9.5, 10), Made(14, 15)]));
    }

    [Fact]
    public void Statements_of_one_begin_are_restated_and_never_unchanged()
    {
        StepSample Said(double from, double to) => Given.Steps(At(to), 100, CounterKind.IntervalTotal, At(to) - At(from));

        Assert.Equal(
            [new StreamAudit("watch", "interval_total", At(7), At(12), 4, 0, 0, 2, 0)],
            Of([Said(6, 8), Said(6, 7), Said(6, 9), Said(9, 12)]));
    }

    [Fact]
    public void Streams_are_told_by_device_and_kind_steps_before_hearts()
    {
        var audits = Of(
            [
                Given.Steps(At(8), 1, device: "zeta"), Given.Steps(At(8), 1, CounterKind.SinceBoot), Given.Steps(At(8), 1),
            ],
            new HeartRateSample("ada", "zeta", At(9), 60), new HeartRateSample("ada", "watch", At(9), 55, HeartRateKind.Resting),
            new HeartRateSample("ada", "watch", At(9), 60), new HeartRateSample("ada", "watch", At(11), 60), new HeartRateSample("ada", "watch", At(11.5), 61));

        Assert.Equal(
            [("watch", "delta"), ("watch", "since_boot"), ("zeta", "delta"), ("watch", "heart_rate"), ("watch", "resting_heart_rate"), ("zeta", "heart_rate")],
            audits.Select(audit => (audit.Device, audit.Stream)));
        Assert.Equal(new StreamAudit("watch", "heart_rate", At(9), At(11.5), 3, 1, 2 * Given.Hour, 0, 1), audits[3]);
    }
}
