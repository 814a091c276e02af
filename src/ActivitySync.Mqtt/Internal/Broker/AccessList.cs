using System.Text;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// The access rules of one client with %u and %c filled in. A name that holds '/', '+' or '#' would widen a pattern,
/// so patterns that use it are left out.
/// </summary>
internal sealed class AccessList
{
    private readonly List<byte[]> _publish = [];
    private readonly List<byte[]> _subscribe = [];

    public AccessList(IReadOnlyList<MqttAccessRule> rules, string? userName, string clientId)
    {
        foreach (var rule in rules)
        {
            if (!TryFill(rule.Pattern, "%u", userName, out var pattern)
                || !TryFill(pattern, "%c", clientId, out pattern))
            {
                continue;
            }

            var bytes = Encoding.UTF8.GetBytes(pattern);
            if (rule.Access.HasFlag(MqttAccess.Publish))
            {
                _publish.Add(bytes);
            }

            if (rule.Access.HasFlag(MqttAccess.Subscribe))
            {
                _subscribe.Add(bytes);
            }
        }
    }

    public bool MayPublish(ReadOnlySpan<byte> topic) => AnyMatches(_publish, topic);

    public bool MayReceive(ReadOnlySpan<byte> topic) => AnyMatches(_subscribe, topic);

    /// <summary>A filter is granted when it can match anything allowed; each delivery is judged again.</summary>
    public bool MaySubscribe(ReadOnlySpan<byte> filter)
    {
        foreach (var pattern in _subscribe)
        {
            if (Overlap(pattern, filter))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryFill(string pattern, string mark, string? value, out string filled)
    {
        filled = pattern;
        if (!pattern.Contains(mark, StringComparison.Ordinal))
        {
            return true;
        }

        if (string.IsNullOrEmpty(value) || value.AsSpan().IndexOfAny("/+#%") >= 0)
        {
            return false;
        }

        filled = pattern.Replace(mark, value, StringComparison.Ordinal);
        return true;
    }

    // Unlike a subscription, the rule "#" covers $SYS too: an operator who writes it means everything.
    private static bool AnyMatches(List<byte[]> patterns, ReadOnlySpan<byte> topic)
    {
        foreach (var pattern in patterns)
        {
            if (Overlap(pattern, topic))
            {
                return true;
            }
        }

        return false;
    }

    // A topic name is a filter without wildcards, so one walk serves both questions.
    private static bool Overlap(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> filter)
    {
        while (true)
        {
            var patternSlash = pattern.IndexOf((byte)'/');
            var filterSlash = filter.IndexOf((byte)'/');
            var patternLevel = patternSlash < 0 ? pattern : pattern[..patternSlash];
            var filterLevel = filterSlash < 0 ? filter : filter[..filterSlash];
            if (patternLevel.SequenceEqual("#"u8) || filterLevel.SequenceEqual("#"u8))
            {
                return true;
            }

            if (!patternLevel.SequenceEqual("+"u8)
                && !filterLevel.SequenceEqual("+"u8)
                && !patternLevel.SequenceEqual(filterLevel))
            {
                return false;
            }

            if (patternSlash < 0 || filterSlash < 0)
            {
                return IsEndOrParent(pattern, patternSlash) && IsEndOrParent(filter, filterSlash);
            }

            pattern = pattern[(patternSlash + 1)..];
            filter = filter[(filterSlash + 1)..];
        }
    }

    // "a/#" also covers "a".
    private static bool IsEndOrParent(ReadOnlySpan<byte> rest, int slash) =>
        slash < 0 || rest[(slash + 1)..].SequenceEqual("#"u8);
}
