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
/// Clears what the broker keeps of a wearer: what we told of them, their device in Home Assistant, and what devices have
/// left on the wearer's own topics. The embedded broker is started for it, since the service is not.
/// </summary>
internal sealed class BrokerErasure(ServiceConfig config, MessageSpool spool, string wearer, TimeProvider time)
{
    readonly string _told = $"{config.Mqtt.TopicPrefix}/wearers/{wearer}/";
    readonly string _device = HomeAssistantDevice.TopicOf(config.Mqtt, config.HomeAssistant, wearer);

    /// <summary>Beginnings of the topics the spool has publications for.</summary>
    public IReadOnlyList<string> Beginnings => [_told, _device];

    /// <summary>Clears and looks again. Trouble says in words why the broker could not be looked into; else null.</summary>
    public async Task<(IReadOnlyList<BrokerTraces> Traces, string? Trouble)> RunAsync(CancellationToken stop)
    {
        try
        {
            await using var embedded = config.Mqtt.Embedded
                ? new EmbeddedBroker(config.Mqtt, config.Spool, NullLoggerFactory.Instance, time, isWithService: false) : null;
            if (embedded is not null)
            {
                await embedded.StartAsync(stop);
            }
            var traces = await ClearAsync(stop);
            if (embedded is not null)
            {
                await embedded.StopAsync(stop);
            }
            return (traces, null);
        }
        catch (Exception reason) when (reason is VerbProblemException or Mqtt.MqttException or IOException
            or System.Net.Sockets.SocketException)
        {
            return ([], reason.Message);
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
