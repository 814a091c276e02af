using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Publish;
using ActivitySync.Spool;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Verbs;

/// <summary>What of a wearer a broker kept, and what it keeps still.</summary>
/// <param name="Topics">What is looked for.</param>
/// <param name="Found">Retained messages before.</param>
/// <param name="Left">And afterwards.</param>
internal sealed record BrokerTraces(string Topics, long Found, long Left);

/// <summary>
/// Fetches what the broker still holds for the service, and clears what it keeps of a wearer: what we told of them, their
/// device in Home Assistant, and what devices have left on the wearer's own topics. The embedded broker is started for it,
/// since the service is not.
/// </summary>
internal sealed class BrokerErasure(ServiceConfig config, MessageSpool spool, string wearer, TimeProvider time) : IAsyncDisposable
{
    // What waits for us comes at once after connecting; when nothing came for so long, that was all. Our choice.
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);

    readonly string _told = $"{config.Mqtt.TopicPrefix}/wearers/{wearer}/";
    readonly string _device = HomeAssistantDevice.TopicOf(config.Mqtt, config.HomeAssistant, wearer);
    EmbeddedBroker? _embedded;

    /// <summary>Beginnings of the topics the spool has publications for.</summary>
    public IReadOnlyList<string> Beginnings => [_told, _device];

    /// <summary>Why the broker could not be looked into, in words; null when it could.</summary>
    public string? Trouble { get; private set; }

    /// <summary>
    /// Takes into the spool what the broker has acknowledged to devices and not yet given to the service: it would come back
    /// after the erasure.
    /// </summary>
    public Task FetchAsync(CancellationToken stop) => WithBrokerAsync(
        async () =>
        {
            if (config.Mqtt.Embedded)
            {
                _embedded = new EmbeddedBroker(config.Mqtt, config.Spool, NullLoggerFactory.Instance, time);
                await _embedded.StartAsync(stop);
            }
            using var subscriber = new Subscriber(config.Mqtt, config.AllSources, spool, NullLoggerFactory.Instance, time);
            await subscriber.StartAsync(stop);
            await QuietAsync(subscriber, stop);
            await subscriber.StopAsync(stop);
        });

    /// <summary>Clears and looks again.</summary>
    public async Task<IReadOnlyList<BrokerTraces>> RunAsync(CancellationToken stop)
    {
        IReadOnlyList<BrokerTraces> traces = [];
        await WithBrokerAsync(async () =>
        {
            traces = await ClearAsync(stop);
            await RewriteAsync(stop);
        });
        return traces;
    }

    public async ValueTask DisposeAsync()
    {
        if (_embedded is not null)
        {
            await _embedded.StopAsync(CancellationToken.None);
            await _embedded.DisposeAsync();
            _embedded = null;
        }
    }

    // What it has given away or cleared stands in its journal until that is written anew, which is how it starts.
    async Task RewriteAsync(CancellationToken stop)
    {
        if (_embedded is not null)
        {
            await DisposeAsync();
            _embedded = new EmbeddedBroker(config.Mqtt, config.Spool, NullLoggerFactory.Instance, time);
            await _embedded.StartAsync(stop);
            await DisposeAsync();
        }
    }

    // A broker that was not there is not waited for again.
    async Task WithBrokerAsync(Func<Task> work)
    {
        try
        {
            await (Trouble is null ? work() : Task.CompletedTask);
        }
        catch (Exception reason) when (reason is VerbProblemException or Mqtt.MqttException or IOException
            or System.Net.Sockets.SocketException)
        {
            Trouble = reason.Message;
        }
    }

    async Task QuietAsync(Subscriber subscriber, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        for (var (kept, since) = (-1L, started); time.GetElapsedTime(since) < Silence;)
        {
            if (time.GetElapsedTime(started) > Patience)
            {
                if (subscriber.State != Mqtt.MqttClientState.Connected)
                {
                    throw new VerbProblemException(
                        $"No broker answers at {config.Mqtt.Host}:{config.Mqtt.Port} ({subscriber.LastError ?? "no answer"}).");
                }
                return; // devices are sending; what comes now is the next start's
            }
            if (subscriber.State != Mqtt.MqttClientState.Connected || subscriber.Kept != kept)
            {
                (kept, since) = (subscriber.Kept, time.GetTimestamp());
            }
            await Task.Delay(LookAgainAfter, time, stop);
        }
    }

    async Task<IReadOnlyList<BrokerTraces>> ClearAsync(CancellationToken stop)
    {
        await using var broker = new RetainedTopics(
            config.Mqtt.ClientOptions($"activitysync-erase-{Environment.ProcessId}"), time);
        await broker.ConnectAsync(stop);
        var traces = new List<BrokerTraces>
        {
            await ClearAsync(broker, "retained topics", [$"{_told}#"], stop),
            await ClearAsync(broker, "Home Assistant's discovery topics",
                [_device, HomeAssistantDevice.SingleComponentFilterOf(config.Mqtt, config.HomeAssistant, wearer)], stop),
            await ClearAsync(broker, "topics of their devices", [$"{config.Mqtt.TopicPrefix}/v1/{wearer}/#"], stop),
        };
        foreach (var (publication, mark) in spool.State.Pending(int.MaxValue).Where(pending => Beginnings.Any(
            beginning => pending.Publication.Topic.StartsWith(beginning, StringComparison.Ordinal))))
        {
            spool.State.Published(publication.Topic, mark);
        }
        return traces;
    }

    static async Task<BrokerTraces> ClearAsync(
        RetainedTopics broker, string what, IReadOnlyList<string> filters, CancellationToken stop)
    {
        var (found, left) = (0L, 0L);
        foreach (var filter in filters)
        {
            var topics = await broker.FindAsync(filter, stop);
            foreach (var topic in topics)
            {
                await broker.ClearAsync(topic, stop);
            }
            found += topics.Count;
            left += topics.Count == 0 ? 0 : (await broker.FindAsync(filter, stop)).Count;
        }
        return new BrokerTraces(what, found, left);
    }
}
