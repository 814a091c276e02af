using System.Buffers;
using System.Buffers.Binary;

namespace ActivitySync.Spool;

/// <summary>
/// The bytes of a burst: for each message its topic length (2 bytes), payload length (4 bytes), flags (1 byte, see
/// <see cref="BurstFlags"/>), topic and payload; numbers little-endian.
/// </summary>
internal static class BurstFrames
{
    const int HeaderBytes = 7;

    /// <summary>Adds one message to a burst that is being put together.</summary>
    public static void Append(
        IBufferWriter<byte> burst, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, BurstFlags flags)
    {
        var length = HeaderBytes + topic.Length + payload.Length;
        var frame = burst.GetSpan(length);
        BinaryPrimitives.WriteUInt16LittleEndian(frame, checked((ushort)topic.Length));
        BinaryPrimitives.WriteInt32LittleEndian(frame[2..], payload.Length);
        frame[6] = (byte)flags;
        topic.CopyTo(frame[HeaderBytes..]);
        payload.CopyTo(frame[(HeaderBytes + topic.Length)..]);
        burst.Advance(length);
    }

    /// <summary>Takes the next message off the front of a burst; false at its end.</summary>
    /// <exception cref="FormatException">The burst is damaged.</exception>
    public static bool TryTake(ref ReadOnlySpan<byte> burst, out BurstMessage message)
    {
        message = default;
        if (burst.IsEmpty)
        {
            return false;
        }
        if (burst.Length < HeaderBytes)
        {
            throw new FormatException("A burst in the spool ends within a message header.");
        }
        var topicLength = BinaryPrimitives.ReadUInt16LittleEndian(burst);
        var payloadLength = BinaryPrimitives.ReadInt32LittleEndian(burst[2..]);
        if (payloadLength < 0 || burst.Length - HeaderBytes - topicLength < payloadLength)
        {
            throw new FormatException("A burst in the spool ends within a message.");
        }
        message = new BurstMessage(
            burst.Slice(HeaderBytes, topicLength),
            burst.Slice(HeaderBytes + topicLength, payloadLength),
            (BurstFlags)burst[6]);
        burst = burst[(HeaderBytes + topicLength + payloadLength)..];
        return true;
    }
}

/// <summary>What else is kept of a message.</summary>
[Flags]
internal enum BurstFlags : byte
{
    None = 0,

    /// <summary>The broker had kept it; it is not news.</summary>
    Retained = 1,

    /// <summary>Larger than Mqtt:MaximumPacketKilobytes; only the start of its payload is here.</summary>
    TooLarge = 2,

    /// <summary>
    /// It was taken when it came, one of its readings was set aside later, and somebody sends it down the road again.
    /// </summary>
    Again = 4,
}

/// <summary>One message inside a burst.</summary>
internal readonly ref struct BurstMessage(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, BurstFlags flags)
{
    public ReadOnlySpan<byte> Topic { get; } = topic;
    public ReadOnlySpan<byte> Payload { get; } = payload;
    public BurstFlags Flags { get; } = flags;
}
