using System.Buffers.Binary;

namespace ActivitySync.Pages;

/// <summary>One image of a page in the log.</summary>
/// <param name="Page">Which page.</param>
/// <param name="Offset">Where the image begins in the log's bytes.</param>
/// <param name="IsGood">Whether it is as it was written: by its own checksum, begun where the frame before says it ended.</param>
internal readonly record struct WalFrame(uint Page, long Offset, bool IsGood);

/// <summary>
/// The write-ahead log beside a database (SQLite file format, chapter 4), read forgivingly. SQLite stops at the first frame
/// whose checksum is wrong and forgets every commit behind it; those commits were acknowledged, so we look for them.
/// </summary>
internal sealed class WalFile
{
    const int HeaderBytes = 32;
    const int FrameHeaderBytes = 24;

    // Ours: SQLite's default, which our files keep. Used when the log's own header cannot be believed.
    const int DefaultPageBytes = 4096;

    readonly List<WalFrame> _frames = [];

    WalFile(byte[] bytes) => Bytes = bytes;

    /// <summary>The whole file.</summary>
    public byte[] Bytes { get; }

    /// <summary>Frames up to the last commit in sight.</summary>
    public IReadOnlyList<WalFrame> Frames => _frames;

    /// <summary>Whether there are commits that SQLite would forget.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Reads the log; null when there is none with a frame in it.</summary>
    public static WalFile? Read(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length < HeaderBytes + FrameHeaderBytes)
        {
            return null;
        }
        var wal = new WalFile(File.ReadAllBytes(path));
        wal.Walk();
        return wal._frames.Count == 0 ? null : wal;
    }

    void Walk()
    {
        var magic = BinaryPrimitives.ReadUInt32BigEndian(Bytes);
        var isBig = (magic & 1) == 1;
        var sum = (First: 0u, Second: 0u);
        Add(ref sum, Bytes.AsSpan(0, 24), isBig);
        var headerIsGood = (magic & ~1u) == 0x377f0682
            && sum == (BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(24)), BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(28)));
        var pageBytes = headerIsGood ? (int)BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(8)) : DefaultPageBytes;
        var salt = headerIsGood ? Salt(16) : Salt(HeaderBytes + 8);
        var frameBytes = FrameHeaderBytes + pageBytes;
        var (count, lastCommit, lastGoodCommit) = ((Bytes.Length - HeaderBytes) / frameBytes, -1, -1);
        var chainHolds = headerIsGood;
        for (var i = 0; i < count; i++)
        {
            var at = HeaderBytes + (i * frameBytes);
            var isOurs = Salt(at + 8) == salt; // frames of the log's last round have another salt
            Add(ref sum, Bytes.AsSpan(at, 8), isBig);
            Add(ref sum, Bytes.AsSpan(at + FrameHeaderBytes, pageBytes), isBig);
            var told = (BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(at + 16)), BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(at + 20)));
            var isGood = isOurs && sum == told;
            chainHolds &= isGood;
            sum = told; // the next one is judged by itself
            _frames.Add(new WalFrame(BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(at)), at + FrameHeaderBytes, isGood));
            if (isOurs && BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(at + 4)) != 0)
            {
                lastCommit = i;
                lastGoodCommit = chainHolds ? i : lastGoodCommit;
            }
        }
        IsDamaged = lastCommit > lastGoodCommit;
        _frames.RemoveRange(lastCommit + 1, _frames.Count - lastCommit - 1);
    }

    ulong Salt(int at) => BinaryPrimitives.ReadUInt64BigEndian(Bytes.AsSpan(at));

    static void Add(ref (uint First, uint Second) sum, ReadOnlySpan<byte> bytes, bool isBig)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            sum.First += Word(bytes, isBig) + sum.Second;
            sum.Second += Word(bytes[4..], isBig) + sum.First;
        }
    }

    static uint Word(ReadOnlySpan<byte> bytes, bool isBig)
        => isBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
