using ActivitySync.Mqtt;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Ingest;

/// <summary>Runs the broker that is built in, for a home that has none. Loopback only.</summary>
internal sealed class EmbeddedBroker(MqttOptions options, ILoggerFactory loggers, TimeProvider time)
    : IHostedService, IAsyncDisposable
{
    readonly MqttBroker _broker = new(
        new MqttBrokerOptions { Address = options.Host, Port = options.Port }, loggers.CreateLogger<MqttBroker>(), time);

    public Task StartAsync(CancellationToken cancellationToken) => _broker.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _broker.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();
}
