namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>Cuts packets out of a contiguous buffer and judges the fixed header before a body byte is kept.</summary>
internal static class FrameReader
{
    /// <summary>Largest Remaining Length four bytes can say (section 2.1.4).</summary>
    public const int LargestRemainingLength = 268_435_455;

    private const string ReservedFlags = "reserved flags of the fixed header";

    /// <summary>
    /// Reads one packet from the start of <paramref name="buffer"/>. The size is judged from the fixed header, so a
    /// peer that announces more than <paramref name="maximumPacketSize"/> is refused with 0x95 before anything is
    /// buffered (3.1.2.11.4). <paramref name="needed"/> is the full packet length once known, else 0.
    /// </summary>
    public static FrameStatus TryRead(
        ReadOnlySpan<byte> buffer,
        int maximumPacketSize,
        out MqttFrame frame,
        out int needed,
        out MqttFault fault)
    {
        frame = default;
        needed = 0;
        fault = default;
        if (buffer.IsEmpty)
        {
            return FrameStatus.Incomplete;
        }

        var header = buffer[0];
        if (!HasLegalFlags(header))
        {
            fault = FlagFault((MqttPacketType)(header >> 4));
            return FrameStatus.Faulty;
        }

        if (buffer.Length < 2)
        {
            return FrameStatus.Incomplete;
        }

        int remaining = buffer[1];
        var prefix = 2;
        if (remaining >= 0x80)
        {
            var status = ReadLongLength(buffer, out remaining, out prefix, out fault);
            if (status != FrameStatus.Complete)
            {
                return status;
            }
        }

        var length = prefix + remaining;
        needed = length;
        if (length > maximumPacketSize)
        {
            fault = new MqttFault(MqttReasonCode.PacketTooLarge, "packet larger than our Maximum Packet Size");
            return FrameStatus.Faulty;
        }

        if (buffer.Length < length)
        {
            return FrameStatus.Incomplete;
        }

        frame = new MqttFrame(header, buffer.Slice(prefix, remaining), length);
        return FrameStatus.Complete;
    }

    /// <summary>Bytes of the fixed header of a packet of this length.</summary>
    public static int PrefixSize(int packetLength)
    {
        var prefix = 2;
        while (prefix < 5 && packetLength - prefix >= 1 << (7 * (prefix - 1)))
        {
            prefix++;
        }

        return prefix;
    }

    private static FrameStatus ReadLongLength(
        ReadOnlySpan<byte> buffer, out int remaining, out int prefix, out MqttFault fault)
    {
        remaining = 0;
        prefix = 1;
        fault = default;
        for (var shift = 0; shift <= 21; shift += 7)
        {
            if (prefix >= buffer.Length)
            {
                return FrameStatus.Incomplete;
            }

            var next = buffer[prefix++];
            remaining |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                if (next == 0)
                {
                    fault = MqttFault.Malformed("remaining length not in its shortest form");
                    return FrameStatus.Faulty;
                }

                return FrameStatus.Complete;
            }
        }

        fault = MqttFault.Hopeless("remaining length of more than four bytes");
        return FrameStatus.Faulty;
    }

    // Table 2-2: PUBLISH carries DUP, QoS and RETAIN; PUBREL, SUBSCRIBE and UNSUBSCRIBE must say 0010; all else 0000.
    private static bool HasLegalFlags(byte header) => (MqttPacketType)(header >> 4) switch
    {
        MqttPacketType.Reserved => false,
        MqttPacketType.Publish => true,
        MqttPacketType.PubRel or MqttPacketType.Subscribe or MqttPacketType.Unsubscribe => (header & 0x0F) == 2,
        _ => (header & 0x0F) == 0,
    };

    // 2.1.3 says "malformed" for reserved flags; mosquitto's public vectors expect 0x82 for these types.
    private static MqttFault FlagFault(MqttPacketType type) => type switch
    {
        MqttPacketType.Reserved => MqttFault.Protocol("packet type 0"),
        MqttPacketType.PubRel or MqttPacketType.Disconnect => MqttFault.Protocol(ReservedFlags),
        _ => MqttFault.Malformed(ReservedFlags),
    };
}
