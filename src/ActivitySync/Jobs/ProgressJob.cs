using Quartz;

namespace ActivitySync.Jobs;

/// <summary>Wakes <see cref="ProgressReporter"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class ProgressJob(ProgressReporter progress, JobGuard guard) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        => await guard.RunAsync("progress", progress.RunAsync, cancellationToken);
}
