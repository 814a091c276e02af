using Microsoft.Win32.SafeHandles;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// A journal being rewritten: what was true when the old file had <paramref name="mark"/> bytes. Whatever the old file
/// got after that is appended before the new one takes its place.
/// </summary>
internal sealed class JournalDraft(string path, long mark) : IDisposable
{
    private SafeFileHandle? _file;

    public string Path => path;

    public MemoryStream Bytes { get; } = new();

    /// <summary>Onto the disk itself.</summary>
    public void Save()
    {
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        RandomAccess.Write(_file, Written, 0);
        RandomAccess.FlushToDisk(_file);
    }

    /// <summary>Adds what the old file, or the memory where there is one, got since the mark and returns the new length.</summary>
    public long Append(SafeFileHandle old, long oldLength, MemoryStream? since)
    {
        var chunk = new byte[64 * 1024];
        var length = Bytes.Length;
        while (mark < oldLength && RandomAccess.Read(old, chunk, mark) is var count and > 0)
        {
            RandomAccess.Write(_file!, chunk.AsSpan(0, count), length);
            mark += count;
            length += count;
        }

        if (since is { Length: > 0 })
        {
            RandomAccess.Write(_file!, since.GetBuffer().AsSpan(0, (int)since.Length), length);
            length += since.Length;
        }

        return length;
    }

    /// <summary>Hands the file over.</summary>
    public SafeFileHandle Release()
    {
        var file = _file!;
        _file = null;
        return file;
    }

    // One that did not take the place of the journal is of no use, and may hold the last room of the disk.
    public void Dispose()
    {
        if (_file is not null)
        {
            _file.Dispose();
            File.Delete(path);
        }

        Bytes.Dispose();
    }

    private ReadOnlySpan<byte> Written => Bytes.GetBuffer().AsSpan(0, (int)Bytes.Length);
}
