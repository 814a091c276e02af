using Polly;
using Polly.Retry;

namespace ActivitySync.Hosting;

/// <summary>Tries again for ever while one kind of trouble lasts: half a second first, doubling to half a minute, with jitter.</summary>
internal static class Patience
{
    static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // Whatever a server asks for, somebody is waiting for their steps. Our choice.
    static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(5);

    /// <summary>Waits for news, or for as long as given: who looks again by itself needs no news to be told twice.</summary>
    public static async Task ForNewsAsync(Task news, TimeSpan atMost, TimeProvider time, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(news, Task.Delay(atMost, time, either.Token));
        await either.CancelAsync();
        stop.ThrowIfCancellationRequested();
    }

    /// <param name="time">The clock to wait by.</param>
    /// <param name="onRetry">Told of each failure, with the wait that follows.</param>
    /// <param name="asked">How long the failed side asked to be left alone; null when it did not.</param>
    /// <param name="longest">Longest wait between two attempts; half a minute when not given.</param>
    public static ResiliencePipeline With<TTrouble>(
        TimeProvider time, Func<TTrouble, TimeSpan, CancellationToken, ValueTask> onRetry,
        Func<TTrouble, TimeSpan?>? asked = null, TimeSpan? longest = null)
        where TTrouble : Exception
        => new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TTrouble>(),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = First,
                MaxDelay = longest ?? Longest,
                UseJitter = true,
                DelayGenerator = args => ValueTask.FromResult(
                    args.Outcome.Exception is TTrouble trouble && asked?.Invoke(trouble) is { } wait
                        ? (wait < LongestAsked ? wait : LongestAsked)
                        : (TimeSpan?)null),
                OnRetry = args => onRetry((TTrouble)args.Outcome.Exception!, args.RetryDelay, args.Context.CancellationToken),
            })
            .Build();
}
