using Quartz;

namespace ActivitySync.Jobs;

/// <summary>Wakes <see cref="DayScorer"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class ScoreDaysJob(DayScorer scorer, JobGuard guard) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        => await guard.RunAsync("score-days", scorer.RunAsync, cancellationToken);
}
