using ActivitySync.Hosting;
using ActivitySync.Jobs;
using ActivitySync.Spool;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActivitySync.Verbs;

/// <summary>Runs the service until it is told to stop.</summary>
internal static class RunVerb
{
    /// <summary>sysexits.h EX_SOFTWARE: a bug ended the process; the log says which.</summary>
    const int ExitBug = 70;

    public static async Task<int> RunAsync(ServiceConfig config, CancellationToken stop)
    {
        await Task.Yield(); // the command line listens for signals once it has been given a task
        // Before anything else writes there, so that whoever cannot is told in a sentence. The spool takes the lock for good.
        new FolderLock(config.Spool.Folder).Dispose();
        using var host = ServiceHost.Build(config);
        await using var services = (IAsyncDisposable)host;
        var jobs = host.Services.GetRequiredService<JobGuard>();
        var loops = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        // A start is not broken off half-way: whoever stops us meanwhile is heard right after it, and that is no failure.
        await host.StartAsync(CancellationToken.None);
        await host.WaitForShutdownAsync(stop);
        return jobs.Bug is null && !loops.Exists(loop => loop.ExecuteTask is { IsFaulted: true }) ? 0 : ExitBug;
    }
}
