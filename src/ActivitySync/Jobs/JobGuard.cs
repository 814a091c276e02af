using System.Collections.Concurrent;
using ActivitySync.Hosting;
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
    StorePreparation preparation, IHostApplicationLifetime lifetime, ILogger<JobGuard> logger, TimeProvider time)
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
            if (_states.TryGetValue(job, out var before) && before.Failure is not null)
            {
                LogRestored(job);
            }
            _states[job] = new JobState(time.GetUtcNow(), time.GetElapsedTime(started), null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The service is stopping; the next start sees what was left.
        }
        catch (Exception reason) when (reason is StoreUnavailableException or SpoolUnavailableException)
        {
            if (!_states.TryGetValue(job, out var before) || before.Failure is null)
            {
                LogWaiting(job, reason.Message);
            }
            _states[job] = new JobState(time.GetUtcNow(), time.GetElapsedTime(started), reason.Message);
        }
        catch (Exception bug)
        {
            Bug = bug;
            LogBug(job, bug);
            lifetime.StopApplication();
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
internal sealed record JobState(DateTimeOffset LastRun, TimeSpan Took, string? Failure);
