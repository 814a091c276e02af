using System.Collections.Concurrent;
using ActivitySync.Publish;

namespace ActivitySync.Dashboard;

/// <summary>
/// What was just read for a page. A page is rendered twice, once as the answer and once when its connection stands; the
/// second time must show the same at once instead of flickering, and ask the store nothing. And when the service tells of
/// a wearer's today, all who look at the same page of them share one reading.
/// </summary>
internal sealed class Glances(TimeProvider time)
{
    // From the answer to the connection, on a slow telephone. Our choice.
    static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, (long At, object Value)> _kept = new();
    readonly ConcurrentDictionary<string, (TodayFacts Told, Lazy<Task> Reading)> _shared = new();

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
                _shared.TryRemove(old, out _);
            }
        }
        _kept[name] = (time.GetTimestamp(), value);
    }

    /// <summary>Reads what a page shows of a today that was told: once, however many look.</summary>
    /// <param name="name">The page and whose.</param>
    /// <param name="told">What was told; another one is another reading.</param>
    /// <param name="read">Reads; not bound to the one page that happens to be first, which may be left meanwhile.</param>
    public Task<T> ShareAsync<T>(string name, TodayFacts told, Func<Task<T>> read)
        where T : class
    {
        var shared = _shared.AddOrUpdate(
            name, _ => Begin(), (_, before) => ReferenceEquals(before.Told, told) ? before : Begin());
        return (Task<T>)shared.Reading.Value;

        (TodayFacts, Lazy<Task>) Begin() => (told, new Lazy<Task>(() => Task.Run(read)));
    }
}
