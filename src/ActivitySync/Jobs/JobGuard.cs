using System.Collections.Concurrent;
using System.Data.Common;
using System.Net.Sockets;
using ActivitySync.Hosting;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;
using ActivitySync.Storage.Transfer;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Jobs;

/// <summary>
/// Runs a job's work. What a store, a disk or a network did not do is said once and met again at the next wake; anything
/// else is a bug and ends the process, so that it is seen and restarted rather than hidden. An incident outlives the
/// process: a restart in the middle of it tells nothing twice, and its end is told all the same.
/// </summary>
internal sealed partial class JobGuard(
    StorePreparation preparation, MessageSpool spool, JobOptions options, IHostApplicationLifetime lifetime,
    ILogger<JobGuard> logger, TimeProvider time)
{
    readonly ConcurrentDictionary<string, JobState> _states = new();
    readonly JobTable _incidents = new(spool.State);

    /// <summary>How each job stands, by name.</summary>
    public IReadOnlyDictionary<string, JobState> States => _states;

    /// <summary>The bug that ended the process, if one did.</summary>
    public Exception? Bug { get; private set; }

    /// <summary>Whether a job's last success since the start is so long ago; one that fails is due at every wake.</summary>
    public bool IsDue(string job, TimeSpan every)
        => _states.GetValueOrDefault(job)?.LastSuccess is not { } last || time.GetUtcNow() - last >= every;

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
        catch (Exception reason) when (IsOfADependency(reason))
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

    /// <summary>Whether something beside us is to blame: a store, a disk, a server, a time that ran out.</summary>
    public static bool IsOfADependency(Exception reason) => reason is
        StoreUnavailableException or StoreRefusedException or SpoolUnavailableException or TransferRefusedException
        or IOException or UnauthorizedAccessException or SocketException or HttpRequestException
        or DbException or TimeoutException or OperationCanceledException;

    void Succeeded(string job, TimeSpan took)
    {
        var before = _states.GetValueOrDefault(job) ?? Remembered(job);
        if (before?.FailingSince is { } since)
        {
            LogRestored(job);
            if (before.IsTold)
            {
                Tell(EventWriter.JobWorks, job, null, since);
            }
            Remember(() => _incidents.Works(job));
        }
        var now = time.GetUtcNow();
        _states[job] = new JobState(now, took, null) { LastSuccess = now };
    }

    void Failed(string job, string reason, TimeSpan took)
    {
        var now = time.GetUtcNow();
        var known = _states.GetValueOrDefault(job);
        if (known?.FailingSince is null)
        {
            LogWaiting(job, reason);
        }
        var before = known ?? Remembered(job);
        var since = before?.FailingSince ?? now;
        if (before?.FailingSince is null)
        {
            Remember(() => _incidents.Fails(job, since.ToUnixTimeMilliseconds()));
        }
        var isTold = before is { IsTold: true }
            || (now - since >= TimeSpan.FromMinutes(options.AlertAfterMinutes) && Tell(EventWriter.JobFailed, job, reason, since));
        _states[job] = new JobState(now, took, reason)
        {
            FailingSince = since,
            IsTold = isTold,
            LastSuccess = before?.LastSuccess,
        };
    }

    // How it stood when the process ended before. A spool that cannot be read knows nothing.
    JobState? Remembered(string job)
    {
        try
        {
            return _incidents.FailingSince(job) is { } sinceMs
                ? new JobState(time.GetUtcNow(), TimeSpan.Zero, "")
                {
                    FailingSince = DateTimeOffset.FromUnixTimeMilliseconds(sinceMs),
                    IsTold = spool.Outbox.Find(EventWriter.KeyOfJob(EventWriter.JobFailed, job, sinceMs)).Count > 0,
                }
                : null;
        }
        catch (SpoolUnavailableException)
        {
            return null;
        }
    }

    // The log and the state of health have it all the same.
    static void Remember(Action write)
    {
        try
        {
            write();
        }
        catch (SpoolUnavailableException)
        {
        }
    }

    // A spool that cannot be written keeps the telling waiting.
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
    /// <summary>When it last did its work; null when it has not since the start.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>Since when it has not worked; null when it does.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Whether that was told.</summary>
    public bool IsTold { get; init; }
}
