using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActivitySync.Storage.Transfer;

/// <summary>A file of the folder, as it was when it was made.</summary>
/// <param name="Path">Below the folder, with forward slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its hash, lower-case hexadecimal.</param>
/// <param name="Lines">Rows in it, for rows; else null.</param>
internal sealed record ManifestFile(string Path, long Bytes, string Sha256, long? Lines = null);

/// <summary>A wearer whose data is in the folder.</summary>
/// <param name="Id">Who.</param>
/// <param name="RawFromMs">From when on all samples are there, Unix milliseconds; null where none were ever removed.</param>
internal sealed record ManifestWearer(string Id, long? RawFromMs);

/// <summary>
/// What is in a folder of exported or backed-up data. Written last: a folder without one is not whole.
/// </summary>
internal sealed record Manifest
{
    /// <summary>Its name in the folder.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The version this build writes, and the newest it reads.</summary>
    public const int NewestVersion = 1;

    /// <summary>What the folder is: <c>activitysync-export</c> or <c>activitysync-backup</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Version of that format.</summary>
    public int Version { get; init; } = NewestVersion;

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>What it was made of, in a sentence.</summary>
    public required string Source { get; init; }

    /// <summary>Whose data; empty where the files say it themselves.</summary>
    public IReadOnlyList<ManifestWearer> Wearers { get; init; } = [];

    /// <summary>Every file but this one.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }

    /// <summary>Adds a file of the folder as it is now.</summary>
    public static ManifestFile Describe(string folder, string path)
    {
        var file = Path.Combine(folder, path);
        return new ManifestFile(path.Replace('\\', '/'), new FileInfo(file).Length, HashOf(file));
    }

    /// <summary>Writes it into the folder and to the disk.</summary>
    public void Write(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew);
        JsonSerializer.Serialize(file, this, ManifestJson.Default.Manifest);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads the manifest of a folder and sees that every file is as it was.</summary>
    /// <exception cref="TransferRefusedException">It is not, or there is none; the message says what is wrong.</exception>
    public static Manifest ReadChecked(string folder, string format)
    {
        var manifest = Read(folder);
        if (manifest.Format != format)
        {
            throw new TransferRefusedException($"{folder} is not of the kind {format}, but \"{manifest.Format}\".");
        }
        if (manifest.Version > NewestVersion)
        {
            throw new TransferRefusedException(
                $"{folder} was written by a newer ActivitySync (version {manifest.Version} of the format, this one knows " +
                $"{NewestVersion}). Use that one.");
        }
        var damaged = manifest.Files.Select(file => Damage(folder, file)).OfType<string>().ToList();
        return damaged.Count == 0
            ? manifest
            : throw new TransferRefusedException(
                $"{folder} is damaged: {string.Join("; ", damaged.Take(5))}" +
                (damaged.Count > 5 ? $"; and {damaged.Count - 5} more. " : ". ") + "Nothing was changed. Use another copy.");
    }

    static Manifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new TransferRefusedException(
                $"There is no {path}: this is not a whole export or backup. One that was broken off has none; make it again.");
        }
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, ManifestJson.Default.Manifest) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException reason)
        {
            throw new TransferRefusedException($"{path} is damaged: {reason.Message} Use another copy.", reason);
        }
    }

    static string? Damage(string folder, ManifestFile file)
    {
        // Who wrote the manifest does not decide where we read and write.
        var path = Path.GetFullPath(Path.Combine(folder, file.Path));
        if (Path.IsPathRooted(file.Path) || !path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return $"{file.Path} lies outside the folder";
        }
        if (!File.Exists(path))
        {
            return $"{file.Path} is missing";
        }
        var length = new FileInfo(path).Length;
        return length != file.Bytes ? $"{file.Path} has {length} bytes instead of {file.Bytes}"
            : HashOf(path) != file.Sha256 ? $"{file.Path} has changed"
            : null;
    }

    static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}

/// <summary>Names and shape of manifest.json.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
