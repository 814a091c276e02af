using System.Globalization;

namespace ActivitySync.Benchmarks.Mqtt;

/// <summary>key=value words of a tool's command line.</summary>
internal sealed class Settings(string[] words)
{
    private readonly Dictionary<string, string> _values =
        words.Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    public string? Text(string key) => _values.GetValueOrDefault(key);

    public int Number(string key, int absent) =>
        Text(key) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : absent;
}
