using System.Globalization;
using System.Text;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// shmuelzon/esp32-ble2mqtt: the Bluetooth characteristic 0x2A37 as a list <c>flags,bpm,…</c> at
/// <c>{mac}/HeartRate/HeartRateMeasurement</c>, retained. The gateway reads 8 bits whatever the flags say.
/// </summary>
internal sealed class Esp32Ble2Mqtt : IPayloadFormat
{
    // Bluetooth Heart Rate Service 1.0, section 3.1.1.1: bit 0 says that the value has 16 bits.
    const int WideValue = 1;

    public static FormatCard Card { get; } = new("esp32-ble2mqtt", _ => new Esp32Ble2Mqtt())
    {
        Topics = ["+/HeartRate/HeartRateMeasurement"],
    };

    public void Read(in RawMessage message, TopicMatch topic, Intake intake)
    {
        if (!topic.EndsWith("HeartRate", "HeartRateMeasurement"))
        {
            intake.Ignore("nothing_wanted", "The topic holds no heart rate.");
            return;
        }
        var fields = message.Payload.Length <= 100 ? Encoding.UTF8.GetString(message.Payload).Split(',') : [];
        if (fields.Length < 2
            || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var flags)
            || !int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bpm))
        {
            intake.Refuse("bad_shape", "The payload is not a list of numbers that begins with flags and heart rate.");
        }
        else if ((flags & WideValue) != 0)
        {
            intake.Refuse("wide_heart_rate", "The strap sends 16-bit values, which this gateway does not read correctly.");
        }
        else if (intake.OwnerOf(topic, topic.FromEnd(3)) is { } owner)
        {
            intake.HeartRateNow(owner, ReadingKind.HeartRate, bpm);
        }
    }
}
