using System.Text;
using ActivitySync.Mqtt;
using ActivitySync.Mqtt.Internal.Client;
using ActivitySync.Mqtt.Internal.Codec;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt;

public class OversizedMessageTests
{
    private const string AcceptedV311 = "20 02 00 00";

    [Theory]
    [InlineData(1_000, 1_000)]
    [InlineData(1_000, 100_000)]
    [InlineData(1_000, 3_000_000)]
    [InlineData(300_000, 300_000)]
    [InlineData(300_000, 3_000_000)]
    public async Task Message_too_large_for_us_is_told_acknowledged_and_followed_by_the_next(int limit, int payload)
    {
        using var broker = new ScriptedBroker();
        var received = new Received();
        var notices = new List<string>();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with
            {
                Protocol = MqttProtocol.V311,
                MaximumPacketSize = limit,
                OversizedHandler = (start, length) => notices.Add(
                    $"{Encoding.UTF8.GetString(start.Topic)} {start.Qos} {length} {start.Payload.Length} {(char)start.Payload[^1]}"),
            },
            received.Take);
        using var peer = await broker.AcceptAsync(AcceptedV311);

        await peer.SendAsync([.. Small("1"), .. Large(payload), .. Small("2")]);

        Assert.Equal("1", (await received.NextAsync()).Payload);
        Assert.Equal("40020007", await peer.NextAsync());
        Assert.Equal("2", (await received.NextAsync()).Payload);
        var packet = Large(payload).Length;
        var head = packet - payload;
        Assert.Equal([$"big AtLeastOnce {packet} {Math.Min(limit, 128 * 1024) - head} x"], notices);
        Assert.Equal(1, client.OversizedMessages);
        Assert.Equal(MqttClientState.Connected, client.State);
    }

    // What is kept of it, 128 KiB, may fill the receive buffer to the last byte but one; the rest must not come singly.
    [Theory]
    [InlineData(1_000)]
    [InlineData(131_072)]
    [InlineData(300_000)]
    public void Message_too_large_for_us_is_read_past_in_large_steps(int limit)
    {
        const int Payload = 3_000_000;
        const int SmallestStep = 32_768;
        var link = new ScriptedLink([.. Small("1"), .. Large(Payload)]);
        var options = TestClient.Options(1883) with { MaximumPacketSize = limit };
        var session = new Session(options, TimeProvider.System);
        session.SendSide.Open(link, () => session.Ledger.Connected(sessionPresent: false));
        var told = 0;
        var parts = new ConnectionParts(
            options, session, link, new ReceiveBuffer(limit), Dialect.V311, TimeSpan.Zero, null, TimeProvider.System);

        new Connection(parts) { Ready = () => { }, GrantedLess = (_, _) => { }, Oversized = (_, _) => told++ }.Serve();

        Assert.Equal(1, told);
        Assert.InRange(link.Reads, 1, Payload / SmallestStep);
    }

    [Fact]
    public async Task Server_that_was_told_our_limit_is_left()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(TestClient.Options(broker.Port) with { MaximumPacketSize = 1_000 });
        using var peer = await broker.AcceptAsync(ScriptedBroker.Accepted);

        await peer.SendAsync([.. Large(1_000)[..20]]);

        Assert.Equal("E00195", await peer.NextAsync());
        Assert.Equal(0, client.OversizedMessages);
    }

    [Fact]
    public async Task Connection_that_ends_within_it_acknowledges_nothing()
    {
        using var broker = new ScriptedBroker();
        await using var client = TestClient.Start(
            TestClient.Options(broker.Port) with { Protocol = MqttProtocol.V311, MaximumPacketSize = 1_000 });
        using (var peer = await broker.AcceptAsync(AcceptedV311))
        {
            await peer.SendAsync([.. Large(5_000)[..4_000]]);
        }

        using var again = await broker.AcceptAsync(AcceptedV311);

        Assert.Equal(0, client.OversizedMessages);
    }

    private static byte[] Small(string payload) => [0x30, 4, 0, 1, (byte)'t', (byte)payload[0]];

    // QoS 1, packet identifier 7.
    private static byte[] Large(int payload)
    {
        var remaining = payload + 7;
        var head = new List<byte> { 0x32 };
        for (var rest = remaining; rest > 0; rest >>= 7)
        {
            head.Add((byte)((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0)));
        }

        return [.. head, 0, 3, .. "big"u8, 0, 7, .. Enumerable.Repeat((byte)'x', payload)];
    }
}
