using System.Buffers;
using System.Text;
using ActivitySync.Mqtt;
using ActivitySync.Mqtt.Internal.Client;
using ActivitySync.Mqtt.Internal.Codec;
using ActivitySync.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace ActivitySync.Tests.Mqtt;

/// <summary>A connection fed from memory: however the stream is cut into reads, the same comes out.</summary>
public class StreamTests
{
    [Fact]
    public void Stream_cut_anywhere_gives_the_same_messages_and_acknowledgements() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200),
            Prop.ForAll<(string Topic, byte[] Payload, int Qos)[]>(messages => SameHoweverCut(messages ?? [])));

    [Fact]
    public void Buffer_grows_for_a_large_packet_and_no_further_than_its_limit()
    {
        var payload = new byte[200_000];
        var (seen, _) = Serve(Encode([("t", payload, 0), ("u", [1], 0)]), largestRead: 1_000);

        Assert.Equal(["t 0 200000", "u 0 1"], seen);
    }

    private static bool SameHoweverCut((string Topic, byte[] Payload, int Qos)[] messages)
    {
        var stream = Encode(messages);
        var whole = Serve(stream, int.MaxValue);
        foreach (var size in new[] { 1, 2, 3, 7, 64 })
        {
            var cut = Serve(stream, size);
            Assert.Equal(whole.Seen, cut.Seen);
            Assert.Equal(whole.Sent, cut.Sent);
        }

        return true;
    }

    private static byte[] Encode((string Topic, byte[] Payload, int Qos)[] messages)
    {
        var output = new ArrayBufferWriter<byte>();
        ushort id = 0;
        foreach (var (topic, payload, qos) in messages)
        {
            var name = new string([.. (topic ?? "").Where(char.IsAsciiLetterOrDigit)]);
            var sent = (MqttQos)Math.Abs(qos % 3);
            new PublishPacket
            {
                Topic = Encoding.UTF8.GetBytes(name.Length > 0 ? name : "empty"),
                Payload = payload,
                Qos = sent,
                PacketId = sent == MqttQos.AtMostOnce ? (ushort)0 : ++id,
            }.Write(output, Dialect.V5);
        }

        return output.WrittenSpan.ToArray();
    }

    private static (string[] Seen, string Sent) Serve(byte[] stream, int largestRead)
    {
        var link = new ScriptedLink(stream, largestRead);
        var options = TestClient.Options(1883);
        var session = new Session(options, TimeProvider.System);
        session.SendSide.Open(link, () => session.Ledger.Connected(sessionPresent: false));
        var seen = new List<string>();
        var parts = new ConnectionParts(
            options,
            session,
            link,
            new ReceiveBuffer(options.MaximumPacketSize),
            Dialect.V5,
            TimeSpan.Zero,
            (ref MqttBurst burst) =>
            {
                foreach (var message in burst)
                {
                    seen.Add($"{Encoding.UTF8.GetString(message.Topic)} {(int)message.Qos} {message.Payload.Length}");
                }
            },
            TimeProvider.System);
        var connection = new Connection(parts) { Ready = () => { }, GrantedLess = (_, _) => { }, Oversized = (_, _) => { } };

        var end = connection.Serve();

        Assert.True(end.Kind == LinkEndKind.Lost, end.Text);
        return ([.. seen], Convert.ToHexString(link.Sent));
    }
}
