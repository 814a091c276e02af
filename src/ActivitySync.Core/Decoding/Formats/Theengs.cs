using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// Theengs Gateway and OpenMQTTGateway: what a Bluetooth advertisement held, keyed by the MAC in <c>id</c>. Mi Bands up to 6
/// broadcast the steps of the day, straps their <c>bpm</c>, bands in a workout <c>act_bpm</c>. No time. Several gateways hear
/// one band.
/// </summary>
internal sealed class Theengs : IPayloadFormat
{
    public static FormatCard Card { get; } = new("theengs", _ => new Theengs()) { Topics = ["home/+/BTtoMQTT/+"] };

    public void Read(in RawMessage message, TopicMatch topic, Intake intake)
    {
        using var document = JsonPayload.Parse(message);
        var found = document.RootElement;
        if (found.At("presence") is not null)
        {
            intake.Ignore("presence", "The message only tells whether the device is near.");
            return;
        }
        if (found.At("steps") is null && found.At("act_bpm") is null && found.At("bpm") is null)
        {
            intake.Ignore("nothing_wanted", "The advertisement holds neither steps nor a heart rate.");
            return;
        }
        if (intake.OwnerOf(topic, found.Text("id") ?? topic.FromEnd(1)) is not { } owner)
        {
            return;
        }
        found.Number("steps", intake, steps => intake.StepsNow(owner, CounterKind.SinceMidnight, steps));
        found.Number("act_bpm", intake, bpm => intake.HeartRateNow(owner, ReadingKind.HeartRate, bpm));
        found.Number("bpm", intake, bpm => intake.HeartRateNow(owner, ReadingKind.HeartRate, bpm));
    }
}
