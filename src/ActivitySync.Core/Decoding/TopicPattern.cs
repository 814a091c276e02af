namespace ActivitySync.Core.Decoding;

/// <summary>
/// An MQTT topic filter in which single levels may have names: <c>steps/{wearer}/{device}</c> subscribes to
/// <c>steps/+/+</c>. Wildcards as in MQTT 5.0 section 4.7.
/// </summary>
public sealed class TopicPattern
{
    // MQTT 5.0 section 1.5.4: a UTF-8 string has at most 65,535 bytes; a filter a person types is far shorter.
    const int MaxLength = 1_000;

    readonly string[] _levels;

    TopicPattern(string text, string[] levels)
    {
        Text = text;
        _levels = levels;
        Filter = string.Join('/', levels.Select(level => IsNamed(level) ? "+" : level));
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>What to subscribe to.</summary>
    public string Filter { get; }

    /// <summary>Whether it names exactly one topic.</summary>
    public bool IsOneTopic => !_levels.Any(level => level is "+" or "#" || IsNamed(level));

    /// <summary>Whether a level has this name.</summary>
    public bool Names(string name) => _levels.Contains($"{{{name}}}");

    /// <summary>Reads a pattern; null with the problem in words when it cannot be used.</summary>
    public static TopicPattern? Parse(string text, out string problem)
    {
        var levels = text.Split('/');
        problem = Problem(text, levels) ?? "";
        return problem.Length == 0 ? new TopicPattern(text, levels) : null;
    }

    /// <summary>The pattern of a text known to be one; for formats' own topics.</summary>
    internal static TopicPattern Of(string text) => Parse(text, out var problem) ?? throw new ArgumentException(problem, nameof(text));

    static string? Problem(string text, string[] levels)
    {
        if (text.Length is 0 or > MaxLength || text.Contains('\0', StringComparison.Ordinal))
        {
            return "it must have 1 to 1,000 characters";
        }
        if (levels[0].StartsWith('$'))
        {
            return "topics that begin with $ belong to the broker";
        }
        for (var i = 0; i < levels.Length; i++)
        {
            var level = levels[i];
            if (level.Contains('#', StringComparison.Ordinal) && (level != "#" || i != levels.Length - 1))
            {
                return "# may stand alone in the last level only";
            }
            if (level.Contains('+', StringComparison.Ordinal) && level != "+")
            {
                return "+ must stand alone in its level";
            }
            if (level.AsSpan().IndexOfAny('{', '}') >= 0 && level is not ("{wearer}" or "{device}"))
            {
                return "a named level must be {wearer} or {device}";
            }
        }
        return levels.GroupBy(level => level).Any(group => IsNamed(group.Key) && group.Count() > 1)
            ? "each named level may stand once"
            : null;
    }

    /// <summary>The topic taken apart; null when it does not match.</summary>
    public TopicMatch? Match(string topic)
    {
        var levels = topic.Split('/');
        string? wearer = null;
        string? device = null;
        for (var i = 0; i < _levels.Length; i++)
        {
            if (_levels[i] == "#")
            {
                return new TopicMatch(levels, wearer, device); // the parent level matches too: 4.7.1.2
            }
            if (i >= levels.Length || (_levels[i] != levels[i] && _levels[i] != "+" && !IsNamed(_levels[i])))
            {
                return null;
            }
            wearer = _levels[i] == "{wearer}" ? levels[i] : wearer;
            device = _levels[i] == "{device}" ? levels[i] : device;
        }
        return levels.Length == _levels.Length ? new TopicMatch(levels, wearer, device) : null;
    }

    /// <summary>Whether some topic matches both filters.</summary>
    public static bool Overlap(string one, string other)
    {
        var (left, right) = (one.Split('/'), other.Split('/'));
        for (var i = 0; ; i++)
        {
            if (At(left, i) == "#" || At(right, i) == "#")
            {
                return true;
            }
            if (At(left, i) is not { } a || At(right, i) is not { } b)
            {
                return At(left, i) is null && At(right, i) is null;
            }
            if (a != b && a != "+" && b != "+")
            {
                return false;
            }
        }
    }

    static string? At(string[] levels, int index) => index < levels.Length ? levels[index] : null;

    static bool IsNamed(string level) => level is ['{', .., '}'];
}
