using System.Diagnostics;

namespace ActivitySync.IntegrationTests.Proof;

/// <summary>Looks at a process's resident memory four times a second.</summary>
internal sealed class MemoryWatch : IDisposable
{
    readonly Timer _timer;
    readonly Lock _looking = new();
    double _sinceTaken;

    public MemoryWatch(int process) => _timer = new Timer(_ =>
    {
        try
        {
            using var watched = Process.GetProcessById(process);
            var megabytes = watched.WorkingSet64 / 1_048_576d;
            lock (_looking)
            {
                LargestMegabytes = Math.Max(LargestMegabytes, megabytes);
                _sinceTaken = Math.Max(_sinceTaken, megabytes);
            }
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }, null, 0, 250);

    public double LargestMegabytes { get; private set; }

    /// <summary>The most since this was asked last.</summary>
    public double TakeLargest()
    {
        lock (_looking)
        {
            var largest = _sinceTaken;
            _sinceTaken = 0;
            return largest;
        }
    }

    public void Dispose() => _timer.Dispose();
}
