using System.Text.Json;

namespace ActivitySync.Hosting;

/// <summary>A file of the configuration cannot be read at all.</summary>
internal sealed class ConfigFileException(string message, Exception inner) : Exception(message, inner);

/// <summary>The configuration cannot be used. Holds every problem found, each a sentence.</summary>
internal sealed class ConfigProblemException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}

/// <summary>Where JSON is broken, as an editor counts.</summary>
internal static class BrokenJson
{
    /// <summary>The first line is 1; what the reader found there stays in its words.</summary>
    public static string Words(JsonException reason)
    {
        var found = reason.Message;
        var where = found.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return reason.LineNumber is { } line && where > 0 ? $"line {line + 1}: {found[..where]}" : found;
    }
}
