using ActivitySync.Mqtt;
using ActivitySync.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Ingest;

/// <summary>Runs the broker that is built in, for a home that has none. Loopback only.</summary>
internal sealed class EmbeddedBroker(
    MqttOptions options, SpoolOptions spool, ILoggerFactory loggers, TimeProvider time) : BackgroundService, IAsyncDisposable
{
    readonly MqttBroker _broker = new(
        new MqttBrokerOptions
        {
            Address = options.Host,
            Port = options.Port,
            MaxPacketSize = options.MaximumPacketKilobytes * 1024,
            // A spool that is slow or full slows down whoever publishes, instead of losing what was acknowledged to them.
            HoldPublishersFor = options.ClientId,
            // Its acknowledgement is the device's only one: what it holds for us must survive its end, too.
            PersistenceFolder = Path.Combine(spool.Folder, "broker"),
        },
        loggers.CreateLogger<MqttBroker>(), time);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _broker.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _broker.StopAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return _broker.DisposeAsync();
    }

    // A broker that is only half alive ends the service, so that whoever watches it starts it again.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _broker.Completion.WaitAsync(stoppingToken);
}
