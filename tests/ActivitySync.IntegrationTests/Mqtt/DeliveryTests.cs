using System.Text;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.IntegrationTests.Mqtt;

public class DeliveryTests
{
    public static TheoryData<MqttProtocol, MqttQos> Everything => new MatrixTheoryData<MqttProtocol, MqttQos>(
        [MqttProtocol.V5, MqttProtocol.V311],
        [MqttQos.AtMostOnce, MqttQos.AtLeastOnce, MqttQos.ExactlyOnce]);

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Messages_go_out_and_come_back_in_order(MqttProtocol protocol, MqttQos qos)
    {
        await using var server = await MosquittoServer.StartAsync();
        var received = new Received();
        await using var client = new MqttClient(
            new MqttClientOptions
            {
                Host = "127.0.0.1",
                Port = server.Port,
                Protocol = protocol,
                Subscriptions = [new MqttSubscription("test/#", qos)],
            },
            received.Take,
            NullLogger<MqttClient>.Instance,
            TimeProvider.System);
        client.Start();
        await client.WaitConnectedAsync(TestContext.Current.CancellationToken);

        for (var number = 0; number < 100; number++)
        {
            await client.PublishAsync("test/a", Encoding.UTF8.GetBytes($"{number}"), qos, retain: false, TestContext.Current.CancellationToken);
        }

        for (var number = 0; number < 100; number++)
        {
            Assert.Equal(new Message("test/a", $"{number}", qos, Retain: false), await received.NextAsync());
        }

        Assert.Equal(protocol, client.NegotiatedProtocol);
        await client.StopAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(MqttClientState.Stopped, client.State);
        await client.Completion;
    }
}
