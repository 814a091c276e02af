using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;

namespace ActivitySync.IntegrationTests.Mqtt;

/// <summary>Our client with our embedded broker.</summary>
public sealed class EmbeddedBrokerTests : BrokerContract
{
    private protected override async Task<IBrokerUnderTest> StartAsync(BrokerWishes wishes) =>
        await EmbeddedServer.StartAsync(wishes);

    protected override int LargeOver(MqttTransport transport) => 3_000_000;
}
