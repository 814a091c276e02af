using ActivitySync.Jobs;
using ActivitySync.Publish;

namespace ActivitySync.Dashboard;

/// <summary>Passes on to open pages what the service tells of a wearer's today, as it is told.</summary>
internal sealed class TodayNews : IDisposable
{
    readonly Lock _changing = new();
    readonly ProgressReporter _progress;
    readonly List<Listener> _listeners = [];

    public TodayNews(ProgressReporter progress)
    {
        _progress = progress;
        progress.Told += Pass;
    }

    /// <summary>Calls back with each new today of a wearer, on the thread of the job, until disposed.</summary>
    public IDisposable Listen(string wearer, Action<TodayFacts> told)
    {
        var listener = new Listener(this, wearer, told);
        lock (_changing)
        {
            _listeners.Add(listener);
        }
        return listener;
    }

    public void Dispose() => _progress.Told -= Pass;

    void Pass(TodayFacts today)
    {
        List<Listener> concerned;
        lock (_changing)
        {
            concerned = _listeners.FindAll(listener => listener.Wearer == today.Wearer.Id);
        }
        foreach (var listener in concerned)
        {
            listener.Told(today);
        }
    }

    sealed record Listener(TodayNews News, string Wearer, Action<TodayFacts> Told) : IDisposable
    {
        public void Dispose()
        {
            lock (News._changing)
            {
                News._listeners.RemoveAll(other => ReferenceEquals(other, this));
            }
        }
    }
}
