using Microsoft.Win32.SafeHandles;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// Append-only file of what must survive: kept sessions and retained messages. Changes of a turn are handed to the
/// operating system before anything is acknowledged, so a killed process loses nothing; a power cut loses what was
/// written since the last <see cref="Flush"/>. A torn record at the end is cut off at start. When the file cannot be written
/// (a full disk), it is made anew from memory as soon as that works. Owned by the gate.
/// </summary>
internal sealed class Journal : IDisposable
{
    public const int HeadSize = 8;

    // A file this small is not worth rewriting; beyond, when it has grown to four times what it was when new.
    private const long CompactAbove = 8 * 1024 * 1024;
    private const int CompactFactor = 4;

    // After a failure: soon for whoever waits, seldom enough for copies of the memory. Our choice.
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly BrokerLog _log;
    private readonly TimeProvider _time;
    private readonly MemoryStream _pending = new();
    private SafeFileHandle _file;
    private long _length;
    private long _compactLength;
    private volatile bool _isBroken;
    private long _triedAt;

    // Of a broken journal, while it is made anew: what was committed since.
    private MemoryStream? _since;
    private volatile bool _isUnflushed;

    public Journal(string path, BrokerLog log, TimeProvider time)
    {
        _path = path;
        _log = log;
        _time = time;
        Records = new JournalRecords(_pending);
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _length = RandomAccess.GetLength(_file);
    }

    /// <summary>Add changes here; <see cref="Commit"/> writes them.</summary>
    public JournalRecords Records { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length => _length;

    /// <summary>What is committed now does not survive a restart.</summary>
    public bool IsBroken => _isBroken;

    public bool IsDueForCompaction => _isBroken
        ? _time.GetElapsedTime(_triedAt) >= TryAgainAfter
        : _length > Math.Max(CompactAbove, _compactLength * CompactFactor);

    public static ReadOnlySpan<byte> Magic => "ActivitySync MQTT 1\n"u8;

    public void Commit()
    {
        if (_pending.Length == 0)
        {
            return;
        }

        if (!_isBroken)
        {
            try
            {
                RandomAccess.Write(_file, _pending.GetBuffer().AsSpan(0, (int)_pending.Length), _length);
                _length += _pending.Length;
                _isUnflushed = true;
            }
            catch (IOException failure)
            {
                Break(failure);
            }
        }

        if (_isBroken)
        {
            _since?.Write(_pending.GetBuffer(), 0, (int)_pending.Length);
        }

        _pending.SetLength(0);
    }

    /// <summary>Onto the disk itself; outside the gate.</summary>
    public void Flush()
    {
        if (_isUnflushed && !_isBroken)
        {
            _isUnflushed = false;
            try
            {
                RandomAccess.FlushToDisk(_file);
            }
            catch (IOException failure)
            {
                Break(failure);
            }
        }
    }

    /// <summary>First step of a rewrite, under the gate: what is true now, and where the file ended then.</summary>
    public JournalDraft Draft(Action<JournalRecords> writeAll)
    {
        Commit();
        _triedAt = _time.GetTimestamp();
        _since = _isBroken ? new MemoryStream() : null;
        var draft = new JournalDraft(_path + ".new", _length);
        draft.Bytes.Write(Magic);
        using var records = new JournalRecords(draft.Bytes);
        writeAll(records);
        return draft;
    }

    /// <summary>Second step, outside the gate, while the old file grows on: the draft onto the disk.</summary>
    public bool TrySave(JournalDraft draft)
    {
        try
        {
            draft.Save();
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Break(failure);
            return false;
        }
    }

    /// <summary>Last step, under the gate: the draft, with what was committed since, takes the place of the file.</summary>
    public void Adopt(JournalDraft draft)
    {
        Commit();
        if (_isBroken && _since is null)
        {
            return; // broken since it was drafted: what came after is in neither file, so a new draft is needed
        }

        try
        {
            var length = draft.Append(_file, _length, _since);
            File.Move(draft.Path, _path, overwrite: true);
            _file.Dispose();
            _file = draft.Release();
            _compactLength = draft.Bytes.Length;
            _length = length;
            _isUnflushed = true;
            if (_isBroken)
            {
                _isBroken = false;
                _log.LogJournalRestored(_path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Break(failure);
        }

        _since = null;
    }

    // Serving goes on from memory; the operator is told once that a restart would lose messages.
    private void Break(Exception failure)
    {
        _triedAt = _time.GetTimestamp();
        if (!_isBroken)
        {
            _isBroken = true;
            _log.LogJournalBroken(_path, failure);
        }
    }

    /// <summary>The whole file, for recovery.</summary>
    public byte[] ReadAll()
    {
        var bytes = new byte[_length];
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(_file, bytes.AsSpan(read), read) is var count and > 0)
        {
            read += count;
        }

        return bytes;
    }

    /// <summary>FNV-1a: tells a torn record from a whole one; nobody forges our own file.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var hash = 2_166_136_261u;
        foreach (var value in bytes)
        {
            hash = (hash ^ value) * 16_777_619u;
        }

        return hash;
    }

    public void Dispose()
    {
        Commit();
        _file.Dispose();
        Records.Dispose();
        _pending.Dispose();
    }
}
