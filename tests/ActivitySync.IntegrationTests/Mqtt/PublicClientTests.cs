using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Mqtt;

/// <summary>
/// The embedded broker with clients the world uses, over TCP and WebSocket, 3.1.1 and 5.0: the npm package "mqtt" and
/// python paho. What they are asked to do stands in the scripts beside this file.
/// </summary>
public class PublicClientTests
{
    public enum Client
    {
        MqttJs,
        Paho,
    }

    public static TheoryData<Client, MqttTransport, MqttProtocol> All =>
        new MatrixTheoryData<Client, MqttTransport, MqttProtocol>(
            Enum.GetValues<Client>(), Enum.GetValues<MqttTransport>(), [MqttProtocol.V5, MqttProtocol.V311]);

    [Theory]
    [MemberData(nameof(All))]
    public async Task Messages_of_every_qos_and_size_come_back(Client client, MqttTransport transport, MqttProtocol protocol)
    {
        var properties = protocol == MqttProtocol.V5 ? " text/plain {\"a\":\"1\"}" : "";

        Assert.Equal(
            [
                "0 0 t/0 hello" + properties, "0 0 t/0 200000 bytes",
                "1 0 t/1 hello" + properties, "1 0 t/1 200000 bytes",
                "2 0 t/2 hello" + properties, "2 0 t/2 200000 bytes",
            ],
            await RunAsync(client, transport, protocol, "delivery"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Retained_message_is_kept_until_cleared(Client client, MqttTransport transport, MqttProtocol protocol) =>
        Assert.Equal(["1 1 kept last", "1 0 kept live"], await RunAsync(client, transport, protocol, "retained"));

    [Theory]
    [MemberData(nameof(All))]
    public async Task Will_comes_for_the_client_that_dies_only(Client client, MqttTransport transport, MqttProtocol protocol) =>
        Assert.Equal(["1 0 status/dying offline"], await RunAsync(client, transport, protocol, "will"));

    [Theory]
    [MemberData(nameof(All))]
    public async Task Session_is_resumed_with_what_it_missed(Client client, MqttTransport transport, MqttProtocol protocol) =>
        Assert.Equal(
            ["session present: false", "session present: true", "1 0 s missed 1", "2 0 s missed 2"],
            await RunAsync(client, transport, protocol, "session"));

    private static async Task<string[]> RunAsync(
        Client client, MqttTransport transport, MqttProtocol protocol, string scenario)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Options with { WebSocketPort = 0 });
        var isWebSocket = transport == MqttTransport.WebSocket;
        var port = isWebSocket ? broker.WebSocketPort : broker.Port;
        string[] arguments = [$"{port}", isWebSocket ? "ws" : "tcp", protocol == MqttProtocol.V5 ? "5" : "4", scenario];
        var printed = client == Client.MqttJs
            ? await Tool.RunAsync(
                "node",
                [Script("mqttjs.cjs"), .. arguments],
                new Dictionary<string, string> { ["NODE_PATH"] = Repository.PathTo("artifacts", "npm", "node_modules") })
            : await Tool.RunAsync("/usr/bin/python3", [Script("paho_client.py"), .. arguments]);
        return printed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Script(string name) =>
        Repository.PathTo("tests", "ActivitySync.IntegrationTests", "Mqtt", "Interop", name);
}
