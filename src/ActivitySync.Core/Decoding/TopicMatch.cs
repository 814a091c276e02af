namespace ActivitySync.Core.Decoding;

/// <summary>A topic that matched a source's pattern, taken apart once and remembered.</summary>
/// <param name="Levels">Its levels, in order; an empty one where slashes meet.</param>
/// <param name="Wearer">The level called <c>{wearer}</c> in the pattern; null when none is.</param>
/// <param name="Device">The level called <c>{device}</c> in the pattern; null when none is.</param>
public sealed record TopicMatch(IReadOnlyList<string> Levels, string? Wearer, string? Device)
{
    /// <summary>A level counted from the end, 1 for the last; empty when there are not so many.</summary>
    public string FromEnd(int number) => number <= Levels.Count ? Levels[^number] : "";

    /// <summary>Whether the topic's last levels are these.</summary>
    public bool EndsWith(params ReadOnlySpan<string> tail)
    {
        if (Levels.Count < tail.Length)
        {
            return false;
        }
        for (var i = 0; i < tail.Length; i++)
        {
            if (Levels[Levels.Count - tail.Length + i] != tail[i])
            {
                return false;
            }
        }
        return true;
    }
}
