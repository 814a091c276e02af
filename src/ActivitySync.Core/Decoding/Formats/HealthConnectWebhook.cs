using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// mcnaveen/health-connect-webhook, its HTTP body forwarded to a topic: <c>steps[{count, start_time, end_time}]</c>, records
/// that do not overlap, and <c>heart_rate[{bpm, time}]</c>.
/// </summary>
internal static class HealthConnectWebhook
{
    public static FormatCard Card { get; } = new("health-connect-webhook", _ => new Mapper(
    [
        new Reading
        {
            Kind = ReadingKind.Steps,
            Counter = CounterKind.Delta,
            Each = JsonPath.Of("steps"),
            Value = JsonPath.Of("count"),
            Time = JsonPath.Of("end_time"),
            From = JsonPath.Of("start_time"),
        },
        new Reading
        {
            Kind = ReadingKind.HeartRate,
            Each = JsonPath.Of("heart_rate"),
            Value = JsonPath.Of("bpm"),
            Time = JsonPath.Of("time"),
        },
    ]))
    {
        HasTime = true,
    };
}
