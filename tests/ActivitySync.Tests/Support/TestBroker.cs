using ActivitySync.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Support;

/// <summary>Embedded brokers for tests: a free port, no $SYS noise.</summary>
public static class TestBroker
{
    public static MqttBrokerOptions Options { get; } = new() { Port = 0, SysInterval = TimeSpan.Zero };

    public static Task<MqttBroker> StartAsync(TimeProvider? time = null) => StartAsync(Options, time);

    public static async Task<MqttBroker> StartAsync(MqttBrokerOptions options, TimeProvider? time = null)
    {
        var broker = new MqttBroker(options, NullLogger<MqttBroker>.Instance, time ?? TimeProvider.System);
        await broker.StartAsync(CancellationToken.None);
        return broker;
    }
}
