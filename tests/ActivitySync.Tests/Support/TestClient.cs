using ActivitySync.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Support;

/// <summary>Clients for tests: loopback, short waits, everything else as in the product.</summary>
public static class TestClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static MqttClientOptions Options(int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        ReconnectFirst = TimeSpan.FromMilliseconds(20),
        ReconnectCap = TimeSpan.FromMilliseconds(100),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    };

    public static MqttClient Start(MqttClientOptions options, MqttBurstHandler? handler = null)
    {
        var client = new MqttClient(options, handler, NullLogger<MqttClient>.Instance, TimeProvider.System);
        client.Start();
        return client;
    }

    public static Task WaitConnectedAsync(this MqttClient client) =>
        client.WaitConnectedAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);

    /// <summary>Publishes without properties, retain or patience.</summary>
    public static Task PublishAsync(this MqttClient client, string topic, string payload, MqttQos qos) => client
        .PublishAsync(
            topic, System.Text.Encoding.UTF8.GetBytes(payload), qos, retain: false, TestContext.Current.CancellationToken)
        .AsTask();
}
