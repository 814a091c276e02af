namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// cravebot/otbeat-homeassistant: the heart rate as a plain number at <c>homeassistant/sensor/otbeat_1122/state</c>, data
/// below Home Assistant's discovery prefix. It sends 0 when the strap is gone.
/// </summary>
internal static class Otbeat
{
    // The level differs by strap, so the user names the topic.
    public static FormatCard Card { get; } = new("otbeat", _ => new Mapper([new Reading { Kind = ReadingKind.HeartRate }]));
}
