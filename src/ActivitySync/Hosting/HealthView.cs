using ActivitySync.Core.Telemetry;
using ActivitySync.Jobs;
using ActivitySync.Storage;

namespace ActivitySync.Hosting;

/// <summary>One thing the service needs, and how it is.</summary>
/// <param name="Name">broker, spool, store or scheduler.</param>
/// <param name="Ok">Whether it does its work.</param>
/// <param name="Reason">Why not, in words; null when it does.</param>
internal sealed record HealthPart(string Name, bool Ok, string? Reason);

/// <summary>
/// Judges the state of health: alive is what a restart would mend, ready is whether everything needed does its work. Asks
/// the store by itself, because a quiet service has no other reason to notice that it went away.
/// </summary>
internal sealed class HealthView(HealthFile file, IStore store, Household household, ServiceConfig config, TimeProvider time)
    : IDisposable
{
    // Often enough to be red well within half a minute, seldom enough for whoever asks each second. Our choice.
    static readonly TimeSpan AskStoreEvery = TimeSpan.FromSeconds(5);
    static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(5);

    // A job may be busy with a long history; ten minutes beyond its interval it is stuck. Our choice.
    static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(10);

    readonly SemaphoreSlim _one = new(1);
    long? _askedAt;
    string? _storeFailure;

    /// <summary>Jobs that did not end for a long time.</summary>
    public static IReadOnlyList<string> Stuck(Health health, JobOptions options, DateTimeOffset now)
        => [.. health.Jobs.Where(job => now - job.Value.LastRun > StuckAfter + TimeSpan.FromSeconds(options.EverySeconds(job.Key)))
            .Select(job => job.Key)];

    /// <summary>Why a restart is needed, in words; null when the loops turn.</summary>
    public string? Trouble()
        => Stuck(file.Look(), config.Jobs, time.GetUtcNow()) is { Count: > 0 } stuck
            ? $"{string.Join(", ", stuck)} did not end for a long time" : null;

    /// <summary>Everything the service needs.</summary>
    public async Task<IReadOnlyList<HealthPart>> PartsAsync(CancellationToken stop)
    {
        var health = file.Look();
        var stuck = Stuck(health, config.Jobs, time.GetUtcNow());
        var failing = health.Jobs.FirstOrDefault(job => job.Value.Failure is not null);
        return
        [
            new("broker", health.Broker == "connected",
                health.Broker == "connected" ? null : health.BrokerError ?? $"the connection is {health.Broker}"),
            new("spool", health.Spool == "ok", health.Spool == "ok" ? null : health.Spool),
            await StoreAsync(health, stop),
            new("scheduler", stuck.Count == 0 && failing.Key is null,
                stuck.Count > 0 ? $"{string.Join(", ", stuck)} did not end for a long time"
                : failing.Key is not null ? $"{failing.Key}: {failing.Value.Failure}" : null),
        ];
    }

    async Task<HealthPart> StoreAsync(Health health, CancellationToken stop)
    {
        if (health.Store != "ok")
        {
            return new HealthPart("store", false, health.StoreError ?? "it did not answer yet; messages wait in the spool");
        }
        await _one.WaitAsync(stop);
        try
        {
            if (_askedAt is not { } asked || time.GetElapsedTime(asked) >= AskStoreEvery)
            {
                _storeFailure = await AskStoreAsync(household.Wearers[0], stop);
                _askedAt = time.GetTimestamp();
            }
            return new HealthPart("store", _storeFailure is null, _storeFailure);
        }
        finally
        {
            _one.Release();
        }
    }

    async Task<string?> AskStoreAsync(Wearer wearer, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StorePatience);
        try
        {
            await store.ReadRawFromAsync(wearer.Id, limit.Token);
            return null;
        }
        catch (StoreUnavailableException reason)
        {
            return reason.Message;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return $"no answer within {StorePatience.TotalSeconds:0} seconds";
        }
    }

    public void Dispose() => _one.Dispose();
}
