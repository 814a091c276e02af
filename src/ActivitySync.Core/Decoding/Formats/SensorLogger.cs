using System.Text.Json;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// Sensor Logger on iOS and Android: <c>payload[{name, time, values}]</c>, times in nanoseconds. <c>pedometer</c> counts
/// since the recording <c>sessionId</c> began; messages may come out of order. One topic for all devices.
/// </summary>
internal sealed class SensorLogger : IPayloadFormat
{
    static readonly TimeFormat Nanoseconds = new(TimeUnit.Nanoseconds);

    public static FormatCard Card { get; } = new("sensor-logger", _ => new SensorLogger())
    {
        Topics = ["sensor-logger"],
        HasTime = true,
    };

    public void Read(in RawMessage message, TopicMatch topic, Intake intake)
    {
        using var document = JsonPayload.Parse(message);
        var envelope = document.RootElement;
        var wanted = (envelope.At("payload") is { } rows ? rows.Rows(intake) : []).Where(row => StreamOf(row) is "pedometer" or "heartrate").ToList();
        if (wanted.Count == 0)
        {
            intake.Ignore("nothing_wanted", "The message holds no pedometer or heart rate rows.");
            return;
        }
        // Its id is made by the app for this installation; the name is not in the message.
        if (intake.IsStale(hasTime: true)
            || intake.OwnerOf(topic, envelope.Text("deviceId")) is not { } owner)
        {
            return;
        }
        foreach (var row in wanted)
        {
            ReadRow(row, envelope, owner, intake);
        }
    }

    static void ReadRow(JsonElement row, JsonElement envelope, Owner owner, Intake intake)
    {
        if (row.At("values") is not { } values || row.Time("time", Nanoseconds, owner, intake) is not { } timeMs)
        {
            return;
        }
        if (StreamOf(row) == "heartrate")
        {
            values.Number("bpm", intake, bpm => intake.HeartRate(owner, ReadingKind.HeartRate, timeMs, bpm));
            return;
        }
        if (envelope.Text("sessionId") is not { Length: > 0 and <= 64 } session)
        {
            intake.Refuse("no_session", "A pedometer counts since its recording began, but the message names no sessionId.");
            return;
        }
        values.Number("steps", intake, steps => intake.Steps(owner, CounterKind.Session, timeMs, steps, boot: session));
    }

    // The list of stream names is not published in full; spellings differ in case, spaces and underscores.
    static string StreamOf(JsonElement row) => (row.Text("name") ?? "").ToLowerInvariant()
        .Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
}
