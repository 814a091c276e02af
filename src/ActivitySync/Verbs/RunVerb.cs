using ActivitySync.Hosting;
using ActivitySync.Jobs;
using ActivitySync.Storage;
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
        ServeSocketsInline(config);
        using var host = ServiceHost.Build(config);
        var jobs = host.Services.GetRequiredService<JobGuard>();
        var loops = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await host.RunAsync(stop);
        return jobs.Bug is null && !loops.Exists(loop => loop.ExecuteTask is { IsFaulted: true }) ? 0 : ExitBug;
    }

    // With the embedded broker and SQLite its connections are the only asynchronous sockets of this process, and none of
    // its code blocks. Served by the thread that learns of their data, instead of one of the pool's, 1,000 messages a
    // second on as many connections cost 0.14 s of CPU in 4 s instead of 0.31. .NET reads this once, at the first socket.
    static void ServeSocketsInline(ServiceConfig config)
    {
        if (config.Mqtt.Embedded && config.Storage.Kind == StoreKind.Sqlite)
        {
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        }
    }
}
