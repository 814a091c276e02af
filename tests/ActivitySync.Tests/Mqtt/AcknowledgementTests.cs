using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt;

public class AcknowledgementTests
{
    [Fact]
    public async Task Burst_is_acknowledged_in_order_of_arrival()
    {
        using var broker = new ScriptedBroker();
        var received = new Received();
        await using var client = TestClient.Start(TestClient.Options(broker.Port), received.Take);
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);

        await peer.SendAsync("32 06 0001 't' 0005 00 34 06 0001 't' 0003 00 30 04 0001 't' 00 32 06 0001 't' 0004 00");

        Assert.Equal("40020005", await peer.NextAsync());
        Assert.Equal("50020003", await peer.NextAsync());
        Assert.Equal("40020004", await peer.NextAsync());
    }

    [Fact]
    public async Task Nothing_is_acknowledged_while_the_handler_runs()
    {
        using var broker = new ScriptedBroker();
        using var entered = new SemaphoreSlim(0);
        using var durable = new SemaphoreSlim(0);
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { KeepAlive = TimeSpan.FromSeconds(1) },
            (ref MqttBurst _) =>
            {
                entered.Release();
                durable.Wait();
            });
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await client.WaitConnectedAsync();

        await peer.SendAsync("32 06 0001 't' 0001 00");
        await entered.WaitAsync(TestContext.Current.CancellationToken);

        // The keep alive goes on and is not fooled by a handler that blocks for longer than its patience.
        Assert.Equal("C000", await peer.NextAsync());
        Assert.Equal("C000", await peer.NextAsync());
        Assert.Equal("C000", await peer.NextAsync());
        durable.Release();
        Assert.Equal("40020001", await peer.NextAsync());
        Assert.Equal(MqttClientState.Connected, client.State);
    }

    [Fact]
    public async Task Handler_that_throws_is_a_bug_and_acknowledges_nothing()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port), (ref MqttBurst _) => throw new InvalidDataException("spool is full"));
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);

        await peer.SendAsync("32 06 0001 't' 0001 00");

        Assert.Equal("E00104", await peer.NextAsync());
        var bug = await Assert.ThrowsAsync<InvalidDataException>(() => client.Completion);
        Assert.Equal("spool is full", bug.Message);
        Assert.Equal(MqttClientState.Failed, client.State);
    }

    [Fact]
    public async Task Deferred_bursts_are_acknowledged_in_order_however_they_are_given_back()
    {
        using var broker = new ScriptedBroker();
        var tokens = System.Threading.Channels.Channel.CreateUnbounded<MqttAckToken>();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port), (ref MqttBurst burst) => tokens.Writer.TryWrite(burst.Defer()));
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await peer.SendAsync("32 06 0001 't' 0001 00");
        var first = await tokens.Reader.ReadAsync(TestContext.Current.CancellationToken);
        await peer.SendAsync("32 06 0001 't' 0002 00");
        var second = await tokens.Reader.ReadAsync(TestContext.Current.CancellationToken);

        client.Acknowledge(second);
        client.Acknowledge(first);

        Assert.Equal("40020001", await peer.NextAsync());
        Assert.Equal("40020002", await peer.NextAsync());
    }

    [Fact]
    public async Task Burst_after_a_deferred_one_waits_for_it()
    {
        using var broker = new ScriptedBroker();
        var tokens = System.Threading.Channels.Channel.CreateUnbounded<MqttAckToken>();
        var bursts = 0;
        await using var client = TestClient.Start(TestClient.Options(broker.Port), (ref MqttBurst burst) =>
        {
            tokens.Writer.TryWrite(bursts++ == 0 ? burst.Defer() : default);
        });
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await peer.SendAsync("32 06 0001 't' 0001 00");
        var first = await tokens.Reader.ReadAsync(TestContext.Current.CancellationToken);
        await peer.SendAsync("32 06 0001 't' 0002 00");
        await tokens.Reader.ReadAsync(TestContext.Current.CancellationToken);

        client.Acknowledge(first);

        Assert.Equal("40020001", await peer.NextAsync());
        Assert.Equal("40020002", await peer.NextAsync());
    }

    [Fact]
    public async Task Token_of_a_lost_connection_acknowledges_nothing_on_the_next()
    {
        using var broker = new ScriptedBroker();
        var tokens = System.Threading.Channels.Channel.CreateUnbounded<MqttAckToken>();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port), (ref MqttBurst burst) => tokens.Writer.TryWrite(burst.Defer()));
        MqttAckToken stale;
        using (var peer = await broker.AcceptAsync(ScriptedBroker.Accepted))
        {
            await peer.SendAsync("32 06 0001 't' 0001 00");
            stale = await tokens.Reader.ReadAsync(TestContext.Current.CancellationToken);
        }

        using var second = await broker.AcceptAsync("20 03 01 00 00");
        await second.SendAsync("3A 06 0001 't' 0001 00");
        var fresh = await tokens.Reader.ReadAsync(TestContext.Current.CancellationToken);
        client.Acknowledge(stale);
        await second.SendAsync("62 02 0063");
        Assert.Equal("7003006392", await second.NextAsync());
        client.Acknowledge(fresh);

        Assert.Equal("40020001", await second.NextAsync());
    }

    [Theory]
    [InlineData("20 03 01 00 00", 0)]
    [InlineData("20 03 00 00 00", 1)]
    public async Task Identifiers_of_quality_2_live_as_long_as_the_session(string connAck, int deliveredAgain)
    {
        using var broker = new ScriptedBroker();
        var received = new Received();
        await using var client = TestClient.Start(TestClient.Options(broker.Port), received.Take);
        using (var first = await broker.AcceptAsync(ScriptedBroker.Accepted))
        {
            await first.SendAsync("34 07 0001 't' 0007 00 'x'");
            Assert.Equal("50020007", await first.NextAsync());
        }

        await received.NextAsync();
        using var second = await broker.AcceptAsync(connAck);
        await second.SendAsync("3C 07 0001 't' 0007 00 'x'");
        Assert.Equal("50020007", await second.NextAsync());

        Assert.Equal(deliveredAgain, received.Waiting);
    }

    [Fact]
    public async Task Stopping_waits_for_the_handler_and_sends_its_acknowledgement_before_disconnect()
    {
        using var broker = new ScriptedBroker();
        using var entered = new SemaphoreSlim(0);
        using var durable = new SemaphoreSlim(0);
        await using var client = TestClient.Start(TestClient.Options(broker.Port), (ref MqttBurst _) =>
        {
            entered.Release();
            durable.Wait();
        });
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await peer.SendAsync("32 06 0001 't' 0001 00");
        await entered.WaitAsync(TestContext.Current.CancellationToken);

        var stopping = client.StopAsync(TimeSpan.FromSeconds(10));
        durable.Release();

        Assert.Equal("40020001", await peer.NextAsync());
        Assert.Equal("E000", await peer.NextAsync());
        peer.Dispose();
        await stopping;
        Assert.Equal(MqttClientState.Stopped, client.State);
    }

    [Fact]
    public async Task Handler_that_never_returns_does_not_hold_up_stopping_beyond_the_grace()
    {
        using var broker = new ScriptedBroker();
        using var entered = new SemaphoreSlim(0);
        using var durable = new SemaphoreSlim(0);
        var client = TestClient.Start(TestClient.Options(broker.Port), (ref MqttBurst _) =>
        {
            entered.Release();
            durable.Wait();
        });
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await peer.SendAsync("32 06 0001 't' 0001 00");
        await entered.WaitAsync(TestContext.Current.CancellationToken);

        await client.StopAsync(TimeSpan.FromMilliseconds(50));

        Assert.Equal("", await peer.NextAsync());
        durable.Release();
        await client.Completion;
    }
}
