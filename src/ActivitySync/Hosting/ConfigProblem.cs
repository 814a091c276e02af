namespace ActivitySync.Hosting;

/// <summary>A file of the configuration cannot be read at all.</summary>
internal sealed class ConfigFileException(string message, Exception inner) : Exception(message, inner);

/// <summary>The configuration cannot be used. Holds every problem found, each a sentence.</summary>
internal sealed class ConfigProblemException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
