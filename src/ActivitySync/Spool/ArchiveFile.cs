using System.Buffers.Binary;
using System.IO.Compression;

namespace ActivitySync.Spool;

/// <summary>
/// One day of raw messages: blocks one after the other, each complete in itself: "ASR1", length of the compressed bytes, of
/// the plain ones, CRC-32C of the compressed ones (4 bytes each, little-endian), then the Brotli stream. Plain: for each
/// burst its time (8 bytes, Unix milliseconds), number of messages and length (4 each), and its frames. A block that was cut
/// off or damaged costs itself; reading goes on at the next.
/// </summary>
/// <remarks>
/// Brotli of what the framework brings: its dictionary knows JSON's habits, so that single messages shrink too, and at
/// quality 4 it is smaller than gzip in about the same time (docstring of <see cref="Quality"/>).
/// </remarks>
internal static class ArchiveFile
{
    /// <summary>Blocks are closed at about this size, plain.</summary>
    public const int BlockBytes = 1_048_576;

    const int Quality = 4;
    const int Window = 22;
    const int HeaderBytes = 16;
    const int BurstHeaderBytes = 16;
    const int MostBlockBytes = 1 << 30;

    static ReadOnlySpan<byte> Magic => "ASR1"u8;

    /// <summary>Appends bursts as one block; returns when they are on disk, or leaves the file as it was.</summary>
    public static void Append(string path, IReadOnlyList<SpooledBurst> bursts)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var end = file.Seek(0, SeekOrigin.End);
        try
        {
            file.Write(Block(bursts));
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            file.SetLength(end);
            throw;
        }
    }

    /// <summary>Every burst of the file in its order. Damaged places are told with their number of bytes.</summary>
    public static IEnumerable<SpooledBurst> Read(string path, Action<long> onDamage)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        for (var at = 0L; at < file.Length;)
        {
            if (TryBlock(file, at, out var length) is { } plain)
            {
                at += length;
                foreach (var burst in Bursts(plain))
                {
                    yield return burst;
                }
                continue;
            }
            var next = NextMagic(file, at + 1);
            onDamage(next - at);
            at = next;
        }
    }

    /// <summary>Number of blocks, from their headers.</summary>
    public static int CountBlocks(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[HeaderBytes];
        var count = 0;
        for (var at = 0L; RandomAccess.Read(file.SafeFileHandle, header, at) == HeaderBytes && header.AsSpan(0, 4).SequenceEqual(Magic);)
        {
            at += HeaderBytes + BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
            count++;
        }
        return count;
    }

    /// <summary>
    /// Writes the file anew with each burst as it is given back, in well filled blocks; null leaves one out. The new file
    /// takes the old one's place when it is whole.
    /// </summary>
    public static void Rewrite(string path, Func<SpooledBurst, SpooledBurst?> change)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        File.WriteAllBytes(fresh, []);
        var (lot, bytes) = (new List<SpooledBurst>(), 0L);
        foreach (var burst in Read(path, static _ => { }).Select(change).OfType<SpooledBurst>())
        {
            lot.Add(burst);
            bytes += burst.Body.Length;
            if (bytes >= BlockBytes)
            {
                Append(fresh, lot);
                lot.Clear();
                bytes = 0;
            }
        }
        if (lot.Count > 0)
        {
            Append(fresh, lot);
        }
        File.Move(fresh, path, overwrite: true);
    }

    static byte[] Block(IReadOnlyList<SpooledBurst> bursts)
    {
        var plain = new byte[bursts.Sum(burst => BurstHeaderBytes + burst.Body.Length)];
        var rest = plain.AsSpan();
        foreach (var burst in bursts)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, burst.ReceivedMs);
            BinaryPrimitives.WriteInt32LittleEndian(rest[8..], burst.Messages);
            BinaryPrimitives.WriteInt32LittleEndian(rest[12..], burst.Body.Length);
            burst.Body.CopyTo(rest[BurstHeaderBytes..]);
            rest = rest[(BurstHeaderBytes + burst.Body.Length)..];
        }
        var block = new byte[HeaderBytes + BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        if (!BrotliEncoder.TryCompress(plain, block.AsSpan(HeaderBytes), out var length, Quality, Window))
        {
            throw new InvalidOperationException("Brotli did not keep to its own bound.");
        }
        Magic.CopyTo(block);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), length);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(8), plain.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(12), BurstChecksum.Of(block.AsSpan(HeaderBytes, length)));
        return block[..(HeaderBytes + length)];
    }

    static byte[]? TryBlock(FileStream file, long at, out long length)
    {
        length = 0;
        var header = new byte[HeaderBytes];
        if (RandomAccess.Read(file.SafeFileHandle, header, at) < HeaderBytes || !header.AsSpan(0, 4).SequenceEqual(Magic))
        {
            return null;
        }
        var size = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
        var plainSize = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8));
        if (size < 0 || plainSize is < 0 or > MostBlockBytes || at + HeaderBytes + size > file.Length)
        {
            return null;
        }
        var compressed = new byte[size];
        if (RandomAccess.Read(file.SafeFileHandle, compressed, at + HeaderBytes) < size
            || BurstChecksum.Of(compressed) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12)))
        {
            return null;
        }
        var plain = new byte[plainSize];
        length = HeaderBytes + size;
        return BrotliDecoder.TryDecompress(compressed, plain, out var written) && written == plainSize ? plain : null;
    }

    static IEnumerable<SpooledBurst> Bursts(byte[] plain)
    {
        for (var at = 0; at + BurstHeaderBytes <= plain.Length;)
        {
            var receivedMs = BinaryPrimitives.ReadInt64LittleEndian(plain.AsSpan(at));
            var messages = BinaryPrimitives.ReadInt32LittleEndian(plain.AsSpan(at + 8));
            var length = BinaryPrimitives.ReadInt32LittleEndian(plain.AsSpan(at + 12));
            yield return new SpooledBurst(0, receivedMs, messages, plain.AsSpan(at + BurstHeaderBytes, length).ToArray());
            at += BurstHeaderBytes + length;
        }
    }

    static long NextMagic(FileStream file, long from)
    {
        var chunk = new byte[65_536];
        while (from < file.Length)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, chunk, from);
            if (chunk.AsSpan(0, read).IndexOf(Magic) is >= 0 and var found)
            {
                return from + found;
            }
            if (read < chunk.Length)
            {
                break;
            }
            from += read - Magic.Length + 1; // it may lie across the border
        }
        return file.Length;
    }
}
