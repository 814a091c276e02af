namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>PINGREQ and PINGRESP: nothing but a fixed header (sections 3.12 and 3.13).</summary>
internal static class PingPacket
{
    public static ReadOnlySpan<byte> Request => [0xC0, 0];

    public static ReadOnlySpan<byte> Response => [0xD0, 0];

    public static bool TryRead(scoped in MqttFrame frame, out MqttFault fault)
    {
        fault = frame.Body.IsEmpty ? default : MqttFault.Hopeless("bytes in PINGREQ or PINGRESP");
        return frame.Body.IsEmpty;
    }
}
