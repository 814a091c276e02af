namespace ActivitySync.Hosting;

/// <summary>The configuration cannot be used. Holds every problem found, each a sentence.</summary>
internal sealed class ConfigProblemException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
