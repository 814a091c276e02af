using ActivitySync.IntegrationTests.Support;

namespace ActivitySync.Benchmarks.Load;

/// <summary>
/// What most scenarios run on: mosquitto (or the broker that is built in), InfluxDB and the service between them, all new
/// and empty.
/// </summary>
internal sealed class Bench : IAsyncDisposable
{
    Bench(Mosquitto? broker, InfluxServer influx, Service service, int port)
    {
        (Broker, Influx, Service, Port) = (broker, influx, service, port);
        Stored = new StoredMessages(influx.Url, "load");
    }

    /// <summary>Null when the service is the broker.</summary>
    public Mosquitto? Broker { get; }

    public InfluxServer Influx { get; }

    public Service Service { get; }

    public StoredMessages Stored { get; }

    /// <summary>Where messages are published.</summary>
    public int Port { get; }

    public static async Task<Bench> StartAsync(Func<ServiceSettings, ServiceSettings>? change = null)
    {
        var settings = new ServiceSettings(Tests.Support.LoopbackPort.Free());
        settings = change?.Invoke(settings) ?? settings;
        var broker = settings.IsBroker ? null : await Mosquitto.StartAsync();
        var influx = await InfluxServer.StartAsync("", CancellationToken.None);
        var port = broker?.Port ?? settings.BrokerPort;
        var service = await Service.StartAsync(settings with { BrokerPort = port, InfluxUrl = influx.Url });
        return new Bench(broker, influx, service, port);
    }

    /// <summary>Costs of all so far, by process.</summary>
    public Costs Costs() => new(
        Service.Cost, Broker?.Cost, Cost.Of(Influx.ProcessId), Cost.Of(Environment.ProcessId));

    public async ValueTask DisposeAsync()
    {
        Stored.Dispose();
        await Service.DisposeAsync();
        await Influx.DisposeAsync();
        if (Broker is not null)
        {
            await Broker.DisposeAsync();
        }
    }
}

/// <summary>What each process has cost; the publisher is in the harness's own.</summary>
internal sealed record Costs(Cost Service, Cost? Broker, Cost Influx, Cost Publisher)
{
    /// <summary>Notes the difference to an earlier moment.</summary>
    public void Note(Figures figures, string scenario, Costs before, long messages)
    {
        figures.Add(scenario, "service", Service - before.Service, messages);
        if (Broker is { } broker && before.Broker is { } brokerBefore)
        {
            figures.Add(scenario, "mosquitto", broker - brokerBefore, messages);
        }
        figures.Add(scenario, "influxd", Influx - before.Influx, messages);
        figures.Add(scenario, "publisher and harness", Publisher - before.Publisher, messages);
    }
}
