using Quartz;

namespace ActivitySync.Jobs;

/// <summary>Wakes <see cref="Pruner"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class PruneJob(Pruner pruner, JobGuard guard, JobOptions options) : IJob
{
    /// <summary>How often to look whether it is due, seconds: so soon a failed run is tried again.</summary>
    public const int EverySeconds = 60;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (guard.IsDue("prune", TimeSpan.FromHours(options.PruneEveryHours)))
        {
            await guard.RunAsync("prune", pruner.RunAsync, cancellationToken);
        }
    }
}
