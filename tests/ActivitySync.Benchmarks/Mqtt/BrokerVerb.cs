using ActivitySync.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Benchmarks.Mqtt;

/// <summary>
/// Runs the embedded broker until standard input ends, for conformance suites and load tools:
/// <c>mqtt-broker PORT [vectors|paho|load] [FOLDER]</c>. Prints the port when it listens.
/// </summary>
internal static class BrokerVerb
{
    public static async Task RunAsync(string[] args)
    {
        var options = OptionsFor(args.Length > 1 ? args[1] : "load") with
        {
            Port = int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture),
            PersistenceFolder = args.Length > 2 ? args[2] : null,
        };
        await using var broker = new MqttBroker(options, NullLogger<MqttBroker>.Instance, TimeProvider.System);
        await broker.StartAsync(CancellationToken.None);
        Console.WriteLine(broker.Port);
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Lines mean nothing; the end of input is the signal to stop.
        }
    }

    private static MqttBrokerOptions OptionsFor(string profile) => profile switch
    {
        // What mosquitto's vectors expect to read in CONNACK: its own test configuration.
        "vectors" => new MqttBrokerOptions
        {
            MaxPacketSize = 2_000_000,
            TopicAliasMaximum = 10,
            ReceiveMaximum = 20,
            MaximumKeepAlive = TimeSpan.Zero,
            MaximumSessionExpiry = TimeSpan.Zero,
            SysInterval = TimeSpan.Zero,
        },

        // Paho's test_server_keep_alive wants to be told 60 seconds; test_subscribe_failure wants this topic refused.
        "paho" => new MqttBrokerOptions
        {
            MaximumKeepAlive = TimeSpan.FromSeconds(60),
            AnonymousAccess = [MqttAccessRule.Everything, new MqttAccessRule(MqttAccess.None, "test/nosubscribe")],
            SysInterval = TimeSpan.Zero,
        },
        _ => new MqttBrokerOptions
        {
            MaxConnections = 20_000,
            MaxSessions = 20_000,
            MaxQueuedMessages = 1_000_000,
            MaxQueuedBytes = 512 * 1024 * 1024,
        },
    };
}
