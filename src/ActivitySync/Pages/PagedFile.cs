namespace ActivitySync.Pages;

/// <summary>
/// The pages of a database of ours, read without SQLite, which may not be able to any more: the newest image of each,
/// wherever it stands, and behind it what a damaged one covers.
/// </summary>
internal sealed class PagedFile : IDisposable
{
    /// <summary>SQLite's default, which our files keep.</summary>
    public const int PageBytes = 4096;

    // Entries of five bytes for the pages behind it (file format, 1.8).
    const uint PointerMapEvery = (PageBytes / 5) + 1;

    readonly FileStream _file;
    readonly WalFile? _wal;
    readonly Dictionary<uint, long> _newest = [];

    public PagedFile(string path)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _wal = WalFile.Read(path + "-wal");
        Count = (uint)((_file.Length + PageBytes - 1) / PageBytes);
        foreach (var frame in (_wal?.Frames ?? []).Where(frame => frame.IsGood))
        {
            _newest[frame.Page] = frame.Offset;
        }
    }

    /// <summary>Pages in the file itself.</summary>
    public uint Count { get; }

    /// <summary>Pages whose newest image stands in the log.</summary>
    public IReadOnlyCollection<uint> LoggedPages => _newest.Keys;

    /// <summary>Images in the log that are not as they were written.</summary>
    public IEnumerable<byte[]> DamagedImages() => (_wal?.Frames ?? []).Where(frame => !frame.IsGood)
        .Select(frame => _wal!.Bytes.AsSpan((int)frame.Offset, PageBytes).ToArray());

    /// <summary>Whether the page only says where others belong.</summary>
    public static bool IsPointerMap(uint page) => page >= 2 && (page - 2) % PointerMapEvery == 0;

    /// <summary>The newest image; false when there is none.</summary>
    public bool Read(uint page, byte[] into)
    {
        if (!_newest.TryGetValue(page, out var offset))
        {
            return ReadBelow(page, into);
        }
        _wal!.Bytes.AsSpan((int)offset, PageBytes).CopyTo(into);
        return true;
    }

    /// <summary>The image in the file, which one in the log may cover; a last page cut short ends in zeros.</summary>
    public bool ReadBelow(uint page, byte[] into)
    {
        Array.Clear(into);
        return page > 0 && RandomAccess.Read(_file.SafeFileHandle, into, (page - 1L) * PageBytes) > 0;
    }

    public void Dispose() => _file.Dispose();
}
