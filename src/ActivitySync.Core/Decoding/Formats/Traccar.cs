using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// Traccar's position forwarding: <c>position.attributes.steps</c> and <c>heartRate</c> of GPS watches, keyed by the IMEI in
/// <c>device.uniqueId</c>. Coordinates are not read.
/// </summary>
internal sealed class Traccar : IPayloadFormat
{
    public static FormatCard Card { get; } = new("traccar", _ => new Traccar()) { Topics = ["positions"], HasTime = true };

    public void Read(in RawMessage message, TopicMatch topic, Intake intake)
    {
        using var document = JsonPayload.Parse(message);
        if (document.RootElement.At("position") is not { } position || position.At("attributes") is not { } attributes
            || (attributes.At("steps") is null && attributes.At("heartRate") is null))
        {
            intake.Ignore("nothing_wanted", "The position carries neither steps nor a heart rate.");
            return;
        }
        var id = document.RootElement.At("device")?.Text("uniqueId");
        if (id is null)
        {
            intake.Refuse("no_device", "The message does not say which device it is about (device.uniqueId).");
            return;
        }
        // fixTime is that of the last satellite fix and may be hours before the reading.
        if (intake.IsStale(hasTime: true) || intake.OwnerOf(topic, id) is not { } owner
            || position.Time("deviceTime", TimeFormat.Any, owner, intake) is not { } timeMs)
        {
            return;
        }
        attributes.Number("steps", intake, steps => intake.Steps(owner, CounterKind.SinceMidnight, timeMs, steps));
        attributes.Number("heartRate", intake, bpm => intake.HeartRate(owner, ReadingKind.HeartRate, timeMs, bpm));
    }
}
