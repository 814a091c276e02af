using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace ActivitySync.Hosting;

/// <summary>
/// Where settings come from, the later winning: defaults in the options classes, activitysync.json, the secrets folder
/// (one file per setting, named Section__Key), environment variables ACTIVITYSYNC_Section__Key, the command line.
/// </summary>
internal static class ConfigFiles
{
    const string EnvironmentPrefix = "ACTIVITYSYNC_";

    // Variables with our prefix that are not settings.
    const string FolderVariable = "ACTIVITYSYNC_CONFIG";

    /// <summary>The configuration folder: as given, else $ACTIVITYSYNC_CONFIG, else ./config.</summary>
    public static string Folder(string? given)
        => given ?? Environment.GetEnvironmentVariable(FolderVariable) ?? "config";

    /// <exception cref="ConfigFileException">A file cannot be read.</exception>
    public static IConfigurationRoot Load(string folder, IReadOnlyDictionary<string, string?> commandLine)
    {
        var builder = new ConfigurationBuilder()
            .AddJsonFile(Path.GetFullPath(Path.Combine(folder, "activitysync.json")), optional: true);
        if (SecretsFolder(folder) is { } secrets)
        {
            builder.AddKeyPerFile(source =>
            {
                source.FileProvider = new SettingFiles(secrets);
                source.Optional = true;
            });
        }
        builder.AddInMemoryCollection(FromEnvironment());
        builder.AddInMemoryCollection(commandLine);
        try
        {
            return builder.Build();
        }
        catch (Exception reason) when (reason is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            var cause = reason.InnerException?.InnerException ?? reason.InnerException ?? reason;
            var why = cause is JsonException json ? BrokenJson.Words(json) : cause.Message;
            throw new ConfigFileException(
                reason is UnauthorizedAccessException or IOException
                    ? $"A secret or setting below {Path.GetFullPath(folder)} cannot be read: {why}"
                    : $"activitysync.json in {Path.GetFullPath(folder)} is not readable JSON: {why}", reason);
        }
    }

    // systemd, then Docker, then ours.
    static string? SecretsFolder(string folder)
    {
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"), "/run/secrets", Path.Combine(folder, "secrets"),
        ];
        return candidates.Where(Directory.Exists).Select(path => Path.GetFullPath(path!)).FirstOrDefault();
    }

    static IEnumerable<KeyValuePair<string, string?>> FromEnvironment()
    {
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase) && name != FolderVariable)
            {
                yield return new(
                    name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value);
            }
        }
    }
}
