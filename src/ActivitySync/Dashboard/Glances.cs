using System.Collections.Concurrent;

namespace ActivitySync.Dashboard;

/// <summary>
/// What was just read for a page. A page is rendered twice, once as the answer and once when its connection stands; the
/// second time must show the same at once instead of flickering, and ask the store nothing.
/// </summary>
internal sealed class Glances(TimeProvider time)
{
    // From the answer to the connection, on a slow telephone. Our choice.
    static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, (long At, object Value)> _kept = new();

    /// <summary>What was read under a name a moment ago; null when nothing was.</summary>
    public T? Last<T>(string name)
        where T : class
        => _kept.TryGetValue(name, out var kept) && time.GetElapsedTime(kept.At) < Life ? (T)kept.Value : null;

    public void Keep(string name, object value)
    {
        foreach (var (old, kept) in _kept)
        {
            if (time.GetElapsedTime(kept.At) >= Life)
            {
                _kept.TryRemove(old, out _);
            }
        }
        _kept[name] = (time.GetTimestamp(), value);
    }
}
