using System.Buffers.Binary;
using System.Numerics;

namespace ActivitySync.Spool;

/// <summary>
/// CRC-32C (RFC 3720, B.4) of a burst with its time and number of messages: what a disk or a stray write changed is noticed
/// before it becomes a number. A processor instruction; a gigabyte or more a second.
/// </summary>
internal static class BurstChecksum
{
    /// <summary>The checksum, 32 bits.</summary>
    public static long Of(long receivedMs, int messages, ReadOnlySpan<byte> body)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, (ulong)receivedMs);
        crc = BitOperations.Crc32C(crc, (uint)messages);
        return ~Over(crc, body) & uint.MaxValue;
    }

    /// <summary>The checksum of plain bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Over(uint.MaxValue, bytes);

    /// <summary>
    /// Whether a burst is what was kept. One kept before bursts had checksums (null) is judged by its frames alone.
    /// </summary>
    public static bool IsIntact(long receivedMs, int messages, ReadOnlySpan<byte> body, long? checksum)
        => checksum is { } expected ? Of(receivedMs, messages, body) == expected : HasFrames(body, messages);

    static bool HasFrames(ReadOnlySpan<byte> body, int messages)
    {
        try
        {
            var found = 0;
            while (BurstFrames.TryTake(ref body, out _))
            {
                found++;
            }
            return found == messages;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    static uint Over(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }
        return crc;
    }
}
