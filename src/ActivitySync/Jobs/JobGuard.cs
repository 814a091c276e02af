using System.Collections.Concurrent;
using ActivitySync.Hosting;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Jobs;

/// <summary>
/// Runs a job's work. A store or spool that is away is said once and met again at the next wake; anything else is a bug
/// and ends the process, so that it is seen and restarted rather than hidden.
/// </summary>
internal sealed partial class JobGuard(
    StorePreparation preparation, MessageSpool spool, JobOptions options, IHostApplicationLifetime lifetime,
    ILogger<JobGuard> logger, TimeProvider time)
{
    readonly ConcurrentDictionary<string, JobState> _states = new();

    /// <summary>How each job stands, by name.</summary>
    public IReadOnlyDictionary<string, JobState> States => _states;

    /// <summary>The bug that ended the process, if one did.</summary>
    public Exception? Bug { get; private set; }

    public async Task RunAsync(string job, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        if (!preparation.Ready.IsCompleted)
        {
            return; // The next wake asks again; what is due stays due.
        }
        var started = time.GetTimestamp();
        try
        {
            await work(stop);
            Succeeded(job, time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The service is stopping; the next start sees what was left.
        }
        catch (Exception reason) when (reason is StoreUnavailableException or SpoolUnavailableException)
        {
            Failed(job, reason.Message, time.GetElapsedTime(started));
        }
        catch (Exception bug)
        {
            Bug = bug;
            LogBug(job, bug);
            lifetime.StopApplication();
        }
    }

    void Succeeded(string job, TimeSpan took)
    {
        if (_states.TryGetValue(job, out var before) && before.FailingSince is { } since)
        {
            LogRestored(job);
            if (before.IsTold)
            {
                Tell(EventWriter.JobWorks, job, null, since);
            }
        }
        _states[job] = new JobState(time.GetUtcNow(), took, null);
    }

    void Failed(string job, string reason, TimeSpan took)
    {
        var now = time.GetUtcNow();
        var before = _states.GetValueOrDefault(job);
        if (before?.FailingSince is null)
        {
            LogWaiting(job, reason);
        }
        var since = before?.FailingSince ?? now;
        var isTold = before is { IsTold: true }
            || (now - since >= TimeSpan.FromMinutes(options.AlertAfterMinutes) && Tell(EventWriter.JobFailed, job, reason, since));
        _states[job] = new JobState(now, took, reason) { FailingSince = since, IsTold = isTold };
    }

    // A spool that cannot be written keeps the telling waiting; the log has it all the same.
    bool Tell(string kind, string job, string? reason, DateTimeOffset since)
    {
        try
        {
            spool.Outbox.Add([EventWriter.OfJob(
                kind, job, reason, since.ToUnixTimeMilliseconds(), time.GetUtcNow().ToUnixTimeMilliseconds())]);
            return true;
        }
        catch (SpoolUnavailableException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Job {Job} waits: {Reason}")]
    partial void LogWaiting(string job, string reason);

    [LoggerMessage(LogLevel.Information, "Job {Job} works again")]
    partial void LogRestored(string job);

    [LoggerMessage(LogLevel.Critical, "Job {Job} met a bug; stopping, so that it is seen")]
    partial void LogBug(string job, Exception bug);
}

/// <summary>How a job's last run went.</summary>
/// <param name="LastRun">When it ended.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Failure">Why it could not do its work; null when it did.</param>
internal sealed record JobState(DateTimeOffset LastRun, TimeSpan Took, string? Failure)
{
    /// <summary>Since when it has not worked; null when it does.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Whether that was told.</summary>
    public bool IsTold { get; init; }
}
