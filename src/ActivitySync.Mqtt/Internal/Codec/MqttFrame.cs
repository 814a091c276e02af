namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>One packet as it lies in the receive buffer, fixed header taken apart (section 2.1).</summary>
internal readonly ref struct MqttFrame(byte header, ReadOnlySpan<byte> body, int length)
{
    public MqttPacketType Type => (MqttPacketType)(Header >> 4);

    /// <summary>First byte of the packet: type and flags.</summary>
    public byte Header { get; } = header;

    /// <summary>Variable header and payload.</summary>
    public ReadOnlySpan<byte> Body { get; } = body;

    /// <summary>Bytes of the whole packet, fixed header included.</summary>
    public int Length { get; } = length;
}

/// <summary>What the start of a receive buffer holds.</summary>
internal enum FrameStatus
{
    /// <summary>Not yet a whole packet; nothing wrong so far.</summary>
    Incomplete,
    Complete,

    /// <summary>Can never become a packet; the fault says why.</summary>
    Faulty,
}
