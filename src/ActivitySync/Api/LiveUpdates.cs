using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ActivitySync.Core.Telemetry;
using ActivitySync.Jobs;
using ActivitySync.Publish;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ActivitySync.Api;

/// <summary>
/// Today as it changes, for pages and programs that look on: whatever the service tells of a wearer's today is passed on
/// to everybody who listens. Who is slow misses what was overtaken, never the last state.
/// </summary>
internal sealed class LiveUpdates
{
    // A household's tablets and tabs, and then some. Our choice.
    const int MostOfOneCaller = 20;

    readonly Lock _changing = new();
    readonly Dictionary<string, int> _seated = [];
    readonly List<(string Wearer, ChannelWriter<TodayFacts> Listener)> _listeners = [];

    public LiveUpdates(ProgressReporter progress) => progress.Told += Pass;

    /// <summary>How many listen now.</summary>
    public int Listeners
    {
        get
        {
            lock (_changing)
            {
                return _listeners.Count;
            }
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/wearers/{wearer}/events", EventsAsync)
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

    static async Task EventsAsync(
        HttpContext context, string wearer, LiveUpdates live, ProgressReporter progress, IHostApplicationLifetime lifetime,
        TimeProvider time)
    {
        var known = Door.See(context, wearer);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, context.RequestAborted);
        using var place = live.Sit(Door.CallerOf(context));
        try
        {
            await EventStream.SendAsync(context, "state", live.StatesAsync(known, progress, either.Token), time, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The end of listening is no fault.
        }
    }

    async IAsyncEnumerable<byte[]> StatesAsync(
        Wearer wearer, ProgressReporter progress, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var today in OfAsync(wearer, progress, stop))
        {
            yield return Json.Object(json => StateJson.Write(json, today));
        }
    }

    // Each listener holds a connection, of which there are only so many for everybody.
    Place Sit(string caller)
    {
        lock (_changing)
        {
            var seated = _seated.GetValueOrDefault(caller);
            if (seated >= MostOfOneCaller)
            {
                throw new ApiRefusal(429, "Too often", $"You listen {MostOfOneCaller} times already.", "End a stream before you begin another.");
            }
            _seated[caller] = seated + 1;
            return new Place(this, caller);
        }
    }

    void Leave(string caller)
    {
        lock (_changing)
        {
            if (--_seated[caller] == 0)
            {
                _seated.Remove(caller);
            }
        }
    }

    sealed class Place(LiveUpdates live, string caller) : IDisposable
    {
        public void Dispose() => live.Leave(caller);
    }
}
