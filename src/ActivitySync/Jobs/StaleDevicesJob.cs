using Quartz;

namespace ActivitySync.Jobs;

/// <summary>Wakes <see cref="DeviceWatch"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class StaleDevicesJob(DeviceWatch watch, JobGuard guard) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        => await guard.RunAsync("stale-devices", watch.RunAsync, cancellationToken);
}
