using System.Text.Json;

namespace ActivitySync.Access;

/// <summary>
/// access.json in the data folder: who may ask. Readable by its owner only, changed by replacing it, and read again when
/// it changed, so that a token made or revoked by a verb counts at once in a running service.
/// </summary>
internal sealed class AccessFile(string folder)
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly string _path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, "access.json"));
    readonly Lock _reading = new();
    (DateTime WrittenAt, long Length) _seen;
    IReadOnlyList<AccessEntry> _entries = [];

    public string Path => _path;

    public bool Exists => File.Exists(_path);

    /// <summary>Everybody, in order of creation.</summary>
    /// <exception cref="AccessUnavailableException">The file cannot be read.</exception>
    public IReadOnlyList<AccessEntry> Entries
    {
        get
        {
            lock (_reading)
            {
                return ReadChanged();
            }
        }
    }

    /// <summary>The entry a token belongs to; null when there is none.</summary>
    public AccessEntry? ByToken(string token)
        => AccessEntry.IdOf(token) is { } id && ById(id) is { } entry && entry.Takes(token) ? entry : null;

    public AccessEntry? ById(string id) => Entries.FirstOrDefault(entry => entry.Id == id);

    public AccessEntry? ByName(string name) => Entries.FirstOrDefault(entry => entry.Name == name);

    /// <summary>Replaces the entries by what becomes of them; nobody else changes them meanwhile.</summary>
    /// <exception cref="AccessUnavailableException">The file cannot be read or written.</exception>
    public void Change(Func<IReadOnlyList<AccessEntry>, IReadOnlyList<AccessEntry>> change)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var alone = new FileStream(_path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            WritePrivate(_path + ".new", JsonSerializer.SerializeToUtf8Bytes(
                new AccessEntries(change(Entries)), AccessJson.Default.AccessEntries));
            File.Move(_path + ".new", _path, overwrite: true);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            throw new AccessUnavailableException($"{_path} cannot be written: {reason.Message} Nothing was changed; try again.", reason);
        }
    }

    /// <summary>Writes a file that only its owner can read, from its first byte on.</summary>
    public static void WritePrivate(string path, ReadOnlySpan<byte> content)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }
        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    IReadOnlyList<AccessEntry> ReadChanged()
    {
        try
        {
            var file = new FileInfo(_path);
            if (!file.Exists)
            {
                (_entries, _seen) = ([], default);
            }
            else if (_seen != (file.LastWriteTimeUtc, file.Length))
            {
                _entries = JsonSerializer.Deserialize(File.ReadAllBytes(_path), AccessJson.Default.AccessEntries)!.Entries;
                _seen = (file.LastWriteTimeUtc, file.Length);
            }
            return _entries;
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new AccessUnavailableException(
                $"{_path} cannot be read: {reason.Message} Restore it from a backup, or delete it: then the next start makes a " +
                "new administrator, and all tokens are gone.", reason);
        }
    }
}

/// <summary>Nobody can be let in, because access.json cannot be used.</summary>
internal sealed class AccessUnavailableException(string message, Exception inner) : Exception(message, inner);
