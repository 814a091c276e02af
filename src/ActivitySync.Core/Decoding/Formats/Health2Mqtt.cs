using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// DasRed/health2mqtt: <c>{base}/step_count/current</c> holds the day's figure, <c>{base}/heart_rate/current</c> the latest
/// average with its bounds.
/// </summary>
internal static class Health2Mqtt
{
    public static FormatCard Card { get; } = new("health2mqtt", _ => new Mapper(
    [
        new Reading
        {
            Kind = ReadingKind.Steps,
            Counter = CounterKind.SinceMidnight,
            Topic = TopicPattern.Of("+/step_count/current"),
            Value = JsonPath.Of("value"),
            Time = JsonPath.Of("date"),
        },
        new Reading
        {
            Kind = ReadingKind.HeartRate,
            Topic = TopicPattern.Of("+/heart_rate/current"),
            Value = JsonPath.Of("avg"),
            Time = JsonPath.Of("date"),
        },
    ]))
    {
        Topics = ["health2mqtt/step_count/current", "health2mqtt/heart_rate/current"],
        HasTime = true,
    };
}
