using ActivitySync.Pages;

namespace ActivitySync.Spool;

/// <summary>A burst as it stands in a damaged file.</summary>
internal readonly record struct CarvedBurst(long Id, long ReceivedMs, int Messages, byte[] Body, long? Checksum);

/// <summary>
/// Finds bursts in a damaged spool.db without its tree: every place in every page is tried as the beginning of a row
/// (SQLite file format, chapters 1.6 and 2.1), and the burst's own checksum says whether it is one. Rows that had left may
/// come back with it; carrying them over again changes nothing.
/// </summary>
internal sealed class BurstCarver : IDisposable
{
    const int PageBytes = PagedFile.PageBytes;
    const int MostBytes = 1_000_000_000; // SQLite's own limit of a row

    readonly FileStream _file;
    readonly WalFile? _wal;
    readonly Dictionary<uint, long> _newest = [];
    readonly byte[] _page = new byte[PageBytes];

    public BurstCarver(string path, WalFile? wal)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        _wal = wal;
        foreach (var frame in wal?.Frames ?? [])
        {
            if (frame.IsGood)
            {
                _newest[frame.Page] = frame.Offset;
            }
        }
    }

    /// <summary>Every intact burst in sight, each once or more often, in no order.</summary>
    public IEnumerable<CarvedBurst> Find()
    {
        for (uint page = 1; (page - 1L) * PageBytes < _file.Length; page++)
        {
            if (ReadFromFile(page, _page))
            {
                foreach (var burst in InPage())
                {
                    yield return burst;
                }
            }
        }
        foreach (var frame in _wal?.Frames ?? [])
        {
            if (ReadFromLog(frame.Offset, _page))
            {
                foreach (var burst in InPage())
                {
                    yield return burst;
                }
            }
        }
    }

    public void Dispose() => _file.Dispose();

    IEnumerable<CarvedBurst> InPage()
    {
        var page = _page.ToArray(); // rows that go on elsewhere read other pages meanwhile
        for (var at = 0; at < PageBytes - 12; at++)
        {
            if (TryRow(page, at) is { } burst)
            {
                yield return burst;
            }
        }
    }

    // A row: its size, its id, the sizes of its columns (the id is stored as null, the time has 6 bytes), the columns.
    CarvedBurst? TryRow(byte[] page, int at)
    {
        var rest = (ReadOnlySpan<byte>)page.AsSpan(at);
        if (!RecordFormat.TryVarint(ref rest, out var size) || size is < 16 or > MostBytes || !RecordFormat.TryVarint(ref rest, out var id) || id < 1
            || rest.Length < 12 || rest[0] is < 5 or > 20 || rest[1] != 0 || rest[2] is < 4 or > 6)
        {
            return null;
        }
        var start = PageBytes - rest.Length;
        var local = RecordFormat.Local((int)size, RecordFormat.MostLocalInTable);
        if (start + local > PageBytes)
        {
            return null;
        }
        var columns = rest.Slice(1, rest[0] - 1);
        if (!Columns(columns, out var types) || types[3] < 12 || types[3] % 2 != 0
            || rest[0] + types.Skip(1).Sum(RecordFormat.Length) != size)
        {
            return null;
        }
        return Whole(page, start, local, (int)size) is { } row ? Burst(id, row, rest[0], types) : null;
    }

    static CarvedBurst? Burst(long id, ReadOnlySpan<byte> row, int header, List<long> types)
    {
        var (at, values) = (header, new List<long?>());
        ReadOnlySpan<byte> body = default;
        for (var i = 1; i < types.Count; i++)
        {
            var column = row.Slice(at, (int)RecordFormat.Length(types[i]));
            at += column.Length;
            if (i == 3)
            {
                body = column;
            }
            else
            {
                values.Add(Number(types[i], column));
            }
        }
        if (values[0] is not { } receivedMs || values[1] is not ({ } messages and > 0 and < int.MaxValue))
        {
            return null;
        }
        var checksum = values.Count > 2 ? values[2] : null;
        return BurstChecksum.IsIntact(receivedMs, (int)messages, body, checksum)
            ? new CarvedBurst(id, receivedMs, (int)messages, body.ToArray(), checksum)
            : null;
    }

    // The row's bytes. A size beyond all there is in the file is none, and no memory is taken for it.
    byte[]? Whole(byte[] page, int start, int local, int size)
        => local < size && size > _file.Length + (_wal?.Bytes.Length ?? 0)
            ? null
            : RecordFormat.Whole(page, start, local, size, ReadNewest);

    bool ReadNewest(uint page, byte[] into)
        => _newest.TryGetValue(page, out var offset) ? ReadFromLog(offset, into) : ReadFromFile(page, into);

    bool ReadFromLog(long offset, byte[] into)
    {
        if (offset + PageBytes > _wal!.Bytes.Length)
        {
            return false;
        }
        _wal.Bytes.AsSpan((int)offset, PageBytes).CopyTo(into);
        return true;
    }

    bool ReadFromFile(uint page, byte[] into)
    {
        Array.Clear(into);
        return RandomAccess.Read(_file.SafeFileHandle, into, (page - 1L) * PageBytes) > 0; // the last may be cut short
    }

    static bool Columns(ReadOnlySpan<byte> header, out List<long> types)
    {
        types = [];
        while (!header.IsEmpty)
        {
            if (types.Count == 5 || !RecordFormat.TryVarint(ref header, out var type))
            {
                return false;
            }
            types.Add(type);
        }
        return types.Count >= 4 && types.TrueForAll(type => type is >= 0 and not (7 or 10 or 11))
            && types[2] is >= 1 and <= 9 && (types.Count < 5 || types[4] <= 9);
    }

    static long? Number(long type, ReadOnlySpan<byte> bytes) => type switch
    {
        0 => null,
        8 or 9 => type - 8,
        _ => RecordFormat.Number(bytes),
    };
}
