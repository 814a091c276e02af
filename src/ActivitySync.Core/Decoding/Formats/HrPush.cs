namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// Ero-Cat/hr_push: <c>{"event": "heartRate", "heartRate": 85, "device": "Polar H10", "timestamp": …}</c>. The time has no
/// offset and is the phone's wall clock, whatever its manual shows. <c>percent</c> is no heart rate.
/// </summary>
internal static class HrPush
{
    public static FormatCard Card { get; } = new("hr-push", _ => new Mapper(
    [
        new Reading
        {
            Kind = ReadingKind.HeartRate,
            When = (JsonPath.Of("event"), "heartRate"),
            Value = JsonPath.Of("heartRate"),
            Time = JsonPath.Of("timestamp"),
            Device = JsonPath.Of("device"),
        },
    ]))
    {
        Topics = ["hr_push"],
        HasTime = true,
    };
}
