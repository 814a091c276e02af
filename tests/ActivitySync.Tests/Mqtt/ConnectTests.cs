using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt;

public class ConnectTests
{
    [Theory]
    [InlineData("20 02 00 01")]
    [InlineData("20 03 00 84 00")]
    public async Task Server_that_refuses_version_5_is_asked_again_with_3_1_1(string refusal)
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));

        using (var first = await broker.AcceptAsync(refusal))
        {
            Assert.Equal(5, first.Connect[6]);
        }

        using var second = await broker.AcceptAsync("20 02 00 00");
        Assert.Equal(4, second.Connect[6]);
        await client.WaitConnectedAsync();
        Assert.Equal(MqttProtocol.V311, client.NegotiatedProtocol);
    }

    [Fact]
    public async Task Server_that_only_closes_on_version_5_is_asked_again_with_3_1_1()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        using (var first = await broker.AcceptAsync())
        {
            await first.ReadAsync(1);
        }

        using var second = await broker.AcceptAsync("20 02 00 00");

        Assert.Equal(4, second.Connect[6]);
    }

    [Fact]
    public async Task Wrong_password_is_told_to_who_waits_and_not_hammered()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port) with
        {
            UserName = "someone",
            Password = "wrong",
            Protocol = MqttProtocol.V5,
        });
        var waiting = client.WaitConnectedAsync();

        using var peer = await broker.AcceptAsync("20 09 00 86 06 1F 0003 'bad'");

        var refusal = await Assert.ThrowsAsync<MqttConnectionRefusedException>(() => waiting);
        Assert.Equal(MqttReasonCode.BadUserNameOrPassword, refusal.Reason);
        Assert.Contains("bad", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(MqttClientState.Failed, client.State);
        Assert.False(client.Completion.IsCompleted);
    }

    [Fact]
    public async Task Enhanced_authentication_is_refused_with_a_clear_error()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        var waiting = client.WaitConnectedAsync();

        using var peer = await broker.AcceptAsync("F0 02 18 00");

        var refusal = await Assert.ThrowsAsync<MqttConnectionRefusedException>(() => waiting);
        Assert.Contains("enhanced authentication", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("D0 00")]
    [InlineData("30 05 0001 't' 00 'x'")]
    [InlineData("20 03 01 00 00")]
    [InlineData("20 08 00 00 05 12 0002 'id'")]
    public async Task Illegal_answer_to_connect_is_an_error_and_is_tried_again(string answer)
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { ClientId = "mine", CleanStart = true });
        using (var first = await broker.AcceptAsync(answer))
        {
            Assert.StartsWith("E001", await first.NextAsync(), StringComparison.Ordinal);
        }

        using var second = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await client.WaitConnectedAsync();
    }

    [Fact]
    public async Task Silent_server_is_given_up_in_time()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port) with
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(200),
        });

        using var silent = await broker.AcceptAsync();
        using var second = await broker.AcceptAsync();

        Assert.Contains("no answer within 0.2 s", client.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_never_answers_subscribe_is_given_up_in_time()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port) with
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(200),
            KeepAlive = TimeSpan.FromSeconds(1),
            Subscriptions = [new MqttSubscription("t")],
        });
        using var silent = await broker.AcceptAsync(ScriptedBroker.Accepted);

        using var second = await broker.AcceptAsync(ScriptedBroker.Accepted);
    }

    [Fact]
    public async Task Filter_that_is_not_granted_is_surfaced()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { Subscriptions = [new MqttSubscription("secret/#")] });
        var waiting = client.WaitConnectedAsync();
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await peer.ReadAsync(8);

        await peer.SendAsync("90 04 0001 00 87");

        var refusal = await Assert.ThrowsAsync<MqttSubscriptionRefusedException>(() => waiting);
        Assert.Contains("secret/#", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assigned_client_identifier_is_used_again()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        using (var first = await broker.AcceptAsync("20 09 00 00 06 12 0003 'abc'"))
        {
            await client.WaitConnectedAsync();
        }

        using var second = await broker.AcceptAsync(ScriptedBroker.Accepted);

        Assert.EndsWith("616263", Convert.ToHexString(second.Connect), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Taken_over_session_is_not_fought_for()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);
        await client.WaitConnectedAsync();

        await peer.SendAsync("E0 01 8E");

        var end = await Assert.ThrowsAsync<MqttDisconnectedException>(() => client.Completion);
        Assert.Equal(MqttReasonCode.SessionTakenOver, end.Reason);
        Assert.Equal(MqttClientState.Failed, client.State);
    }

    [Fact]
    public async Task Stopping_ends_an_attempt_that_hangs()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port));
        using var silent = await broker.AcceptAsync();
        await silent.ReadAsync(1);

        await client.StopAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(MqttClientState.Stopped, client.State);
        await client.Completion;
    }

    [Fact]
    public async Task Unreachable_server_is_tried_until_it_is_there()
    {
        int port;
        using (var probe = new ScriptedBroker())
        {
            port = probe.Port;
        }

        await using var client = TestClient.Start(TestClient.Options(port));

        await Eventually.IsTrueAsync(() => client.State == MqttClientState.Waiting);

        Assert.Contains("refused", client.LastError, StringComparison.OrdinalIgnoreCase);
        Assert.False(client.Completion.IsCompleted);
    }
}
