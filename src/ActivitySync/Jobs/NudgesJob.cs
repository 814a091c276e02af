using Quartz;

namespace ActivitySync.Jobs;

/// <summary>Wakes <see cref="Nudger"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class NudgesJob(Nudger nudger, JobGuard guard) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        => await guard.RunAsync("nudges", nudger.RunAsync, cancellationToken);
}
