using System.Text.Json;
using ActivitySync.Hosting;

namespace ActivitySync.Verbs;

/// <summary>
/// Says in one line whether the service that uses this data folder is alive, and below it what a person should know. Exit code 0 when its loops turn, also while
/// broker or store are away (that heals, and a restart would not help); 1 when they do not.
/// </summary>
internal static class HealthcheckVerb
{
    public static int Run(ServiceConfig config, TimeProvider time, TextWriter output)
    {
        var path = HealthFile.PathIn(config.Spool.Folder);
        if (!File.Exists(path))
        {
            output.WriteLine($"not running: there is no {path}");
            return 1;
        }
        var health = JsonSerializer.Deserialize(File.ReadAllBytes(path), HealthJson.Default.Health)!;
        var age = time.GetUtcNow() - health.At;
        if (age > HealthFile.StaleAfter)
        {
            output.WriteLine($"not alive: the last sign of life is {age.TotalSeconds:0} s old");
            return 1;
        }
        var stuck = HealthView.Stuck(health, config.Jobs, time.GetUtcNow());
        if (stuck.Count > 0)
        {
            output.WriteLine($"not alive: {string.Join(", ", stuck)} did not end for a long time");
            return 1;
        }
        var jobs = health.Jobs.Where(job => job.Value.Failure is not null).Select(job => job.Key).ToList();
        output.WriteLine(
            $"alive: broker {health.Broker}, store {health.Store}, spool {health.Spool}, {health.WaitingMessages} messages waiting" +
            (health.OldestWaitingSeconds is { } oldest ? $" ({health.WaitingBytes / 1_048_576d:0.0} MB, the oldest for {oldest:0} s)" : "") +
            $", {health.Quarantined.Values.Sum()} in quarantine" + (jobs.Count > 0 ? $", jobs waiting: {string.Join(", ", jobs)}" : ""));
        if (health.StoreError is { } failure)
        {
            output.WriteLine($"The store takes nothing: {failure}");
        }
        if (health.SpoolSalvaged is { } salvaged)
        {
            output.WriteLine($"spool.db was once damaged. {salvaged}");
        }
        return 0;
    }
}
