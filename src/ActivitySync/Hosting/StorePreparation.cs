using ActivitySync.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var patience = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<StoreUnavailableException>(),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(30),
                UseJitter = true,
                OnRetry = args =>
                {
                    if (args.AttemptNumber == 0)
                    {
                        LogWaiting(args.Outcome.Exception!.Message);
                    }
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        try
        {
            LogReady(await patience.ExecuteAsync(async stop => await store.PrepareAsync(stop), stoppingToken));
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
