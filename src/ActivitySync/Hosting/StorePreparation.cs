using ActivitySync.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Hosting;

/// <summary>
/// Checks and creates the store in the background, again and again while it is away: the service takes messages into the
/// spool from the first second, whether or not the store is up yet.
/// </summary>
internal sealed partial class StorePreparation(IStore store, ILogger<StorePreparation> logger, TimeProvider time)
    : BackgroundService
{
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the store can be used.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Why it cannot be used yet, in words; null when it can, or before the first answer.</summary>
    public string? Failure { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = new ToldReasons();
        var patience = Patience.With<StoreUnavailableException>(time, (reason, _, _) =>
        {
            Failure = reason.Message;
            if (told.IsNew(reason.Message))
            {
                LogWaiting(reason.Message);
            }
            return ValueTask.CompletedTask;
        }, reason => reason.RetryAfter);
        try
        {
            LogReady(await patience.ExecuteAsync(async stop => await store.PrepareAsync(stop), stoppingToken));
            Failure = null;
            _ready.SetResult();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before the store came up; the spool keeps what was received.
        }
    }

    [LoggerMessage(LogLevel.Information, "{Store}")]
    partial void LogReady(string store);

    [LoggerMessage(LogLevel.Warning, "Store is not ready, trying on: {Reason}")]
    partial void LogWaiting(string reason);
}
