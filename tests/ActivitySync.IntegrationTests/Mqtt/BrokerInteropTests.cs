using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Mqtt;

/// <summary>
/// The embedded broker with Debian's mosquitto_pub and mosquitto_sub 2.0.11, over TCP: they cannot do WebSocket.
/// </summary>
public class BrokerInteropTests
{
    [Theory]
    [InlineData("mqttv311", 0)]
    [InlineData("mqttv311", 1)]
    [InlineData("mqttv311", 2)]
    [InlineData("mqttv5", 0)]
    [InlineData("mqttv5", 1)]
    [InlineData("mqttv5", 2)]
    public async Task Retained_message_travels_from_mosquitto_pub_to_mosquitto_sub(string version, int qos)
    {
        await using var broker = await TestBroker.StartAsync();
        var common = $"-p {broker.Port} -V {version} -q {qos} -t a/b";

        await RunAsync("mosquitto_pub", $"{common} -r -m hello");

        Assert.Equal("1:a/b:hello\n", await RunAsync("mosquitto_sub", $"{common} -C 1 -F %r:%t:%p"));
    }

    [Fact]
    public async Task Session_of_mosquitto_sub_gets_what_it_missed()
    {
        await using var broker = await TestBroker.StartAsync();
        var session = $"-p {broker.Port} -V mqttv5 -i keeper -c -x 100 -q 1 -t a";
        await RunAsync("mosquitto_sub", $"{session} -E");

        await RunAsync("mosquitto_pub", $"-p {broker.Port} -q 1 -t a -m missed");

        Assert.Equal("missed\n", await RunAsync("mosquitto_sub", $"{session} -C 1"));
    }

    [Fact]
    public async Task Wrong_password_is_refused_and_the_right_one_taken()
    {
        var user = new MqttBrokerUser("ann", MqttPasswordHash.Create("right"), [MqttAccessRule.Everything]);
        await using var broker = await TestBroker.StartAsync(TestBroker.Options with { Users = [user] });
        var common = $"-p {broker.Port} -u ann -t a -r -q 1 -m x";

        await RunAsync("mosquitto_pub", $"{common} -P right");

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync("mosquitto_pub", $"{common} -P wrong"));
    }

    private static Task<string> RunAsync(string tool, string arguments) => Tool.RunAsync(tool, arguments.Split(' '));
}
