using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// EspruinoHub: steps (16 bits, of the day) and heart rate from a band's advertisement at <c>/ble/json/{mac}/fee0</c>. The
/// same values stand on other topics, too, and are taken once.
/// </summary>
internal sealed class EspruinoHub : IPayloadFormat
{
    // Older hubs write the prefix with a slash before it, which is another topic.
    public static FormatCard Card { get; } = new("espruinohub", _ => new EspruinoHub())
    {
        Topics = ["/ble/json/+/fee0", "ble/json/+/fee0"],
    };

    public void Read(in RawMessage message, TopicMatch topic, Intake intake)
    {
        if (topic.FromEnd(1) != "fee0" || topic.FromEnd(3) != "json")
        {
            intake.Ignore("said_elsewhere", "The values of this topic stand in json/<device>/fee0, too, and are taken from there.");
            return;
        }
        using var document = JsonPayload.Parse(message);
        if (intake.OwnerOf(topic, topic.FromEnd(2)) is not { } owner)
        {
            return;
        }
        document.RootElement.Number("steps", intake, steps => intake.StepsNow(owner, CounterKind.SinceMidnight, steps));
        document.RootElement.Number(
            "heartRate", intake, bpm => intake.HeartRateNow(owner, ReadingKind.HeartRate, bpm));
    }
}
