namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// Flat metric objects, one or an array of them, as HealthSync for Home Assistant documents them:
/// <c>{"metric": "heart_rate", "value": 72, "timestamp": …, "device": "alex-iphone"}</c>. They do not say what steps count
/// from.
/// </summary>
internal static class MetricValue
{
    public static FormatCard Card { get; } = new("metric-value", _ => new Mapper(
    [
        Of(ReadingKind.Steps, "steps"), Of(ReadingKind.Steps, "step_count"), Of(ReadingKind.HeartRate, "heart_rate"),
        Of(ReadingKind.RestingHeartRate, "resting_heart_rate"),
    ]))
    {
        Topics = ["health/+/+"],
        NeedsCounter = true,
        HasTime = true,
    };

    static Reading Of(ReadingKind kind, string metric) => new()
    {
        Kind = kind,
        When = (JsonPath.Of("metric"), metric),
        Value = JsonPath.Of("value"),
        Time = JsonPath.Of("timestamp"),
        Device = JsonPath.Of("device"),
    };
}
