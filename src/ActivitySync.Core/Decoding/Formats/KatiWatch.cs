using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// iMEDE and Kati 4G watches: steps of the day in <c>iMEDE_watch/hb</c>, heart rate in <c>iMEDE_watch/VitalSign</c>, both
/// keyed by IMEI. Blood pressure and the rest are not read.
/// </summary>
internal static class KatiWatch
{
    static readonly TimeFormat DayFirst = new(TimeUnit.ByDigits, "dd/MM/yyyy HH:mm:ss");

    public static FormatCard Card { get; } = new("kati-watch", _ => new Mapper(
    [
        new Reading
        {
            Kind = ReadingKind.Steps,
            Counter = CounterKind.SinceMidnight,
            Topic = TopicPattern.Of("+/hb"),
            Value = JsonPath.Of("step"),
            Time = JsonPath.Of("timeStamps"),
            TimeFormat = DayFirst,
            Device = JsonPath.Of("IMEI"),
        },
        new Reading
        {
            Kind = ReadingKind.HeartRate,
            Topic = TopicPattern.Of("+/VitalSign"),
            Value = JsonPath.Of("heartRate"),
            Time = JsonPath.Of("timeStamps"),
            TimeFormat = DayFirst,
            Device = JsonPath.Of("IMEI"),
        },
    ]))
    {
        Topics = ["iMEDE_watch/hb", "iMEDE_watch/VitalSign"],
        HasTime = true,
    };
}
