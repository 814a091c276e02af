namespace ActivitySync.Core.Decoding;

/// <summary>
/// What to send to a phone so that it reports its steps (OwnTracks booklet, remote commands). The phone answers when iOS
/// next wakes it, minutes to hours later.
/// </summary>
public static class OwnTracksCommands
{
    /// <summary>
    /// Topics the phones of a source take commands on, <c>cmd</c> beside their <c>step</c>, each with the phone's id. Phones are
    /// those under devices, by <c>user/device</c>, or the one whose topic the source names.
    /// </summary>
    public static IReadOnlyList<(string Topic, string Id)> Topics(Source source)
    {
        var topics = new List<(string, string)>();
        foreach (var pattern in source.Patterns)
        {
            var levels = pattern.Text.Split('/');
            if (levels.Length < 3)
            {
                continue;
            }
            if (pattern.IsOneTopic)
            {
                topics.Add((string.Join('/', [.. levels[..^1], "cmd"]), $"{levels[^3]}/{levels[^2]}"));
                continue;
            }
            var first = string.Join('/', levels[..^3]);
            topics.AddRange(source.Devices.Keys.Where(id => id.Split('/') is [{ Length: > 0 }, { Length: > 0 }])
                .Select(id => (first.Length > 0 ? $"{first}/{id}/cmd" : $"{id}/cmd", id)));
        }
        return topics;
    }

    /// <summary>The command; the phone's own "midnight until now" when no interval is given. Times in Unix seconds.</summary>
    public static string ReportSteps((long FromSeconds, long ToSeconds)? interval = null) => interval is var (from, to)
        ? $$"""{"_type":"cmd","action":"reportSteps","from":{{from}},"to":{{to}}}"""
        : """{"_type":"cmd","action":"reportSteps"}""";
}
