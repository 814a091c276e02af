using Quartz;

namespace ActivitySync.Jobs;

/// <summary>Wakes <see cref="Pruner"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class PruneJob(Pruner pruner, JobGuard guard) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        => await guard.RunAsync("prune", pruner.RunAsync, cancellationToken);
}
