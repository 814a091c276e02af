using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// Wear OS apps that send <c>{"heartRateBpm", "dailySteps", "lastUpdateTime"}</c> every few seconds, repeating the last
/// values with their time.
/// </summary>
internal static class WearOs
{
    public static FormatCard Card { get; } = new("wear-os", _ => new Mapper(
    [
        new Reading
        {
            Kind = ReadingKind.Steps,
            Counter = CounterKind.SinceMidnight,
            Value = JsonPath.Of("dailySteps"),
            Time = JsonPath.Of("lastUpdateTime"),
        },
        new Reading
        {
            Kind = ReadingKind.HeartRate,
            Value = JsonPath.Of("heartRateBpm"),
            Time = JsonPath.Of("lastUpdateTime"),
        },
    ]))
    {
        Topics = ["health/data"],
        HasTime = true,
    };
}
