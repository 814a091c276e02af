namespace ActivitySync.Core.Movement;

/// <summary>The highest count each session of a stream has reached.</summary>
internal sealed class SessionHighs
{
    private readonly Dictionary<string, long> _highs = [];

    /// <summary>The session's highest count; null before its first reading.</summary>
    public long? High(string? session) => _highs.TryGetValue(session ?? "", out var high) ? high : null;

    /// <summary>Takes a count of a session.</summary>
    public void Accept(string? session, long count) => _highs[session ?? ""] = Math.Max(High(session) ?? 0, count);
}
