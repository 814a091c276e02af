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
    private readonly List<byte[]> _forbidden = [];

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
            if (rule.Access == MqttAccess.None)
            {
                _forbidden.Add(bytes);
            }

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

    public bool MayPublish(ReadOnlySpan<byte> topic) => AnyMatches(_publish, topic) && !AnyMatches(_forbidden, topic);

    public bool MayReceive(ReadOnlySpan<byte> topic) => AnyMatches(_subscribe, topic) && !AnyMatches(_forbidden, topic);

    /// <summary>
    /// A filter is granted when it can match anything allowed and is not forbidden as a whole; each delivery is judged
    /// again. What is forbidden is not talked about either: 0x80 instead of 0x87 (3.9.3).
    /// </summary>
    public MqttReasonCode JudgeFilter(ReadOnlySpan<byte> filter)
    {
        foreach (var pattern in _forbidden)
        {
            if (Covers(pattern, filter))
            {
                return MqttReasonCode.UnspecifiedError;
            }
        }

        return AnyMatches(_subscribe, filter) ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized;
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
    private static bool AnyMatches(List<byte[]> patterns, ReadOnlySpan<byte> topicOrFilter)
    {
        foreach (var pattern in patterns)
        {
            if (Overlap(pattern, topicOrFilter))
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

    private static bool Covers(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> filter)
    {
        while (true)
        {
            var patternSlash = pattern.IndexOf((byte)'/');
            var filterSlash = filter.IndexOf((byte)'/');
            var patternLevel = patternSlash < 0 ? pattern : pattern[..patternSlash];
            var filterLevel = filterSlash < 0 ? filter : filter[..filterSlash];
            if (patternLevel.SequenceEqual("#"u8))
            {
                return true;
            }

            var isLevelCovered = patternLevel.SequenceEqual(filterLevel)
                || (patternLevel.SequenceEqual("+"u8) && !filterLevel.SequenceEqual("#"u8));
            if (!isLevelCovered)
            {
                return false;
            }

            if (patternSlash < 0 || filterSlash < 0)
            {
                return filterSlash < 0 && IsEndOrParent(pattern, patternSlash);
            }

            pattern = pattern[(patternSlash + 1)..];
            filter = filter[(filterSlash + 1)..];
        }
    }

    // "a/#" also covers "a".
    private static bool IsEndOrParent(ReadOnlySpan<byte> rest, int slash) =>
        slash < 0 || rest[(slash + 1)..].SequenceEqual("#"u8);
}
