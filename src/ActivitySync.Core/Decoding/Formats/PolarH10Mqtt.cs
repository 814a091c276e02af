namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// utwente-interaction-lab/Polar-H10-mqtt: <c>{"timeStamp": 178940193012, "hr": 72}</c>. The time counts hundredths of a
/// second, which no other publisher does.
/// </summary>
internal static class PolarH10Mqtt
{
    public static FormatCard Card { get; } = new("polar-h10-mqtt", _ => new Mapper(
    [
        new Reading
        {
            Kind = ReadingKind.HeartRate,
            Value = JsonPath.Of("hr"),
            Time = JsonPath.Of("timeStamp"),
            TimeFormat = new TimeFormat(TimeUnit.Centiseconds),
        },
    ]))
    {
        Topics = ["h10/hr"],
        HasTime = true,
    };
}
