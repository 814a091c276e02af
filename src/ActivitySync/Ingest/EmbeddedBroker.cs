using ActivitySync.Mqtt;
using ActivitySync.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Ingest;

/// <summary>Runs the broker that is built in, for a home that has none. Loopback only.</summary>
internal sealed class EmbeddedBroker(
    MqttOptions options, SpoolOptions spool, ILoggerFactory loggers, TimeProvider time) : IHostedService, IAsyncDisposable
{
    readonly MqttBroker _broker = new(
        new MqttBrokerOptions
        {
            Address = options.Host,
            Port = options.Port,
            MaxPacketSize = options.MaximumPacketKilobytes * 1024,
            // Its acknowledgement is the device's only one: what it holds for us must survive its end, too.
            PersistenceFolder = Path.Combine(spool.Folder, "broker"),
        },
        loggers.CreateLogger<MqttBroker>(), time);

    public Task StartAsync(CancellationToken cancellationToken) => _broker.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _broker.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();
}
