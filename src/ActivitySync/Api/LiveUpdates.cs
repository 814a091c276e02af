using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using ActivitySync.Core.Telemetry;
using ActivitySync.Jobs;
using ActivitySync.Publish;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ActivitySync.Api;

/// <summary>
/// Today as it changes, for pages and programs that look on: whatever the service tells of a wearer's today is passed on
/// to everybody who listens. Who is slow misses what was overtaken, never the last state.
/// </summary>
internal sealed class LiveUpdates
{
    readonly Lock _changing = new();
    readonly List<(string Wearer, ChannelWriter<TodayFacts> Listener)> _listeners = [];

    public LiveUpdates(ProgressReporter progress) => progress.Told += Pass;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/wearers/{wearer}/events", Events)
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
        .WithSummary("Today as it changes: server-sent events called state, each the document of …/today");

    /// <summary>Today now, and again whenever it changes, until nobody listens any more.</summary>
    public async IAsyncEnumerable<TodayFacts> OfAsync(
        Wearer wearer, ProgressReporter progress, [EnumeratorCancellation] CancellationToken stop)
    {
        var channel = Channel.CreateBounded<TodayFacts>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var listener = (wearer.Id, channel.Writer);
        lock (_changing)
        {
            _listeners.Add(listener);
        }
        try
        {
            yield return await progress.FactsAsync(wearer, stop);
            await foreach (var today in channel.Reader.ReadAllAsync(stop))
            {
                yield return today;
            }
        }
        finally
        {
            lock (_changing)
            {
                _listeners.Remove(listener);
            }
        }
    }

    void Pass(TodayFacts today)
    {
        lock (_changing)
        {
            foreach (var (wearer, listener) in _listeners)
            {
                if (wearer == today.Wearer.Id)
                {
                    listener.TryWrite(today);
                }
            }
        }
    }

    static ServerSentEventsResult<string> Events(
        HttpContext context, string wearer, LiveUpdates live, ProgressReporter progress, IHostApplicationLifetime lifetime)
        => TypedResults.ServerSentEvents(
            StatesAsync(live.OfAsync, Door.See(context, wearer), progress, lifetime.ApplicationStopping, context.RequestAborted));

    static async IAsyncEnumerable<SseItem<string>> StatesAsync(
        Func<Wearer, ProgressReporter, CancellationToken, IAsyncEnumerable<TodayFacts>> follow, Wearer wearer,
        ProgressReporter progress, CancellationToken stopping, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);
        await using var updates = follow(wearer, progress, either.Token).GetAsyncEnumerator(either.Token);
        while (await MovesAsync(updates, either.Token))
        {
            var state = Encoding.UTF8.GetString(Json.Object(json => StateJson.Write(json, updates.Current)));
            yield return new SseItem<string>(state, "state") { ReconnectionInterval = TimeSpan.FromSeconds(3) };
        }
    }

    // The end of listening is no fault.
    static async Task<bool> MovesAsync(IAsyncEnumerator<TodayFacts> updates, CancellationToken stop)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
