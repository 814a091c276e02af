using Quartz;

namespace ActivitySync.Jobs;

/// <summary>Wakes <see cref="StepRequester"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class ReportStepsJob(StepRequester requester, JobGuard guard) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        => await guard.RunAsync("report-steps", requester.RunAsync, cancellationToken);
}
