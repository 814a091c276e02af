using System.Diagnostics;

namespace ActivitySync.IntegrationTests.Proof;

/// <summary>Looks at a process's resident memory four times a second.</summary>
internal sealed class MemoryWatch : IDisposable
{
    readonly Timer _timer;

    public MemoryWatch(int process) => _timer = new Timer(_ =>
    {
        try
        {
            using var watched = Process.GetProcessById(process);
            LargestMegabytes = Math.Max(LargestMegabytes, watched.WorkingSet64 / 1_048_576d);
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }, null, 0, 250);

    public double LargestMegabytes { get; private set; }

    public void Dispose() => _timer.Dispose();
}
