using Quartz;

namespace ActivitySync.Jobs;

/// <summary>Wakes <see cref="BackupKeeper"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class BackupJob(BackupKeeper keeper, JobGuard guard) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        => await guard.RunAsync("backup", keeper.RunAsync, cancellationToken);
}
