using System.Buffers;
using System.Text;
using ActivitySync.Mqtt;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Tests.Mqtt.Codec;

public class RoundTripTests
{
    public static TheoryData<bool> Versions => [true, false];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Connect_survives(bool isV5)
    {
        var dialect = new Dialect(isV5, RefuseControlCharacters: false);
        var properties = Encode(writer => writer.UInt32(MqttPropertyId.SessionExpiryInterval, 3600));
        var willProperties = Encode(writer => writer.UInt32(MqttPropertyId.WillDelayInterval, 7));
        var output = new ArrayBufferWriter<byte>();

        new ConnectPacket
        {
            Dialect = dialect,
            CleanStart = true,
            KeepAlive = 60,
            ClientId = "id"u8,
            Properties = PropertyBlock.FromEncoded(properties),
            HasWill = true,
            Will = new WillFields
            {
                Topic = "status"u8,
                Payload = "offline"u8,
                Qos = MqttQos.AtLeastOnce,
                Retain = true,
                Properties = PropertyBlock.FromEncoded(willProperties),
            },
            HasUserName = true,
            UserName = "user"u8,
            HasPassword = true,
            Password = "secret"u8,
        }.Write(output);

        Assert.True(ConnectPacket.TryRead(Wire.Frame(output.WrittenSpan), false, out var packet, out _));
        Assert.Equal(dialect, packet.Dialect);
        Assert.True(packet.CleanStart);
        Assert.Equal(60, packet.KeepAlive);
        Assert.Equal("id", Text(packet.ClientId));
        Assert.Equal(isV5 ? 3600u : 0, packet.Properties.Number(MqttPropertyId.SessionExpiryInterval, 0));
        Assert.Equal("status", Text(packet.Will.Topic));
        Assert.Equal("offline", Text(packet.Will.Payload));
        Assert.Equal(MqttQos.AtLeastOnce, packet.Will.Qos);
        Assert.True(packet.Will.Retain);
        Assert.Equal(isV5 ? 7u : 0, packet.Will.Properties.Number(MqttPropertyId.WillDelayInterval, 0));
        Assert.Equal("user", Text(packet.UserName));
        Assert.Equal("secret", Text(packet.Password));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Publish_survives_with_extra_properties(bool isV5)
    {
        var dialect = new Dialect(isV5, RefuseControlCharacters: false);
        var own = Encode(writer =>
        {
            writer.Text(MqttPropertyId.ContentType, "application/json");
            writer.Pair("k", "v");
        });
        var extra = Encode(writer => writer.UInt16(MqttPropertyId.TopicAlias, 9));
        var output = new ArrayBufferWriter<byte>();
        var sent = new PublishPacket
        {
            Topic = "a/b"u8,
            Qos = MqttQos.ExactlyOnce,
            Duplicate = true,
            Retain = true,
            PacketId = 65_535,
            Properties = PropertyBlock.FromEncoded(own),
            Payload = new byte[300],
        };

        sent.Write(output, dialect, extra);

        Assert.Equal(sent.Size(dialect, extra.Length), output.WrittenCount);
        Assert.True(PublishPacket.TryRead(Wire.Frame(output.WrittenSpan), dialect, out var packet, out _));
        Assert.Equal("a/b", Text(packet.Topic));
        Assert.Equal(MqttQos.ExactlyOnce, packet.Qos);
        Assert.True(packet.Duplicate && packet.Retain);
        Assert.Equal(65_535, packet.PacketId);
        Assert.Equal(300, packet.Payload.Length);
        Assert.Equal(isV5 ? 9 : 0, packet.TopicAlias);
        Assert.Equal(isV5 ? "application/json" : "", Text(packet.Properties.Data(MqttPropertyId.ContentType)));
    }

    [Theory]
    [InlineData(MqttPacketType.PubAck, MqttReasonCode.QuotaExceeded)]
    [InlineData(MqttPacketType.PubRec, MqttReasonCode.Success)]
    [InlineData(MqttPacketType.PubRel, MqttReasonCode.PacketIdentifierNotFound)]
    [InlineData(MqttPacketType.PubComp, MqttReasonCode.Success)]
    internal void Acknowledgement_survives(MqttPacketType type, MqttReasonCode reason)
    {
        var properties = Encode(writer => writer.Text(MqttPropertyId.ReasonString, "because"));
        var output = new ArrayBufferWriter<byte>();

        new AckPacket
        {
            Type = type,
            PacketId = 77,
            Reason = reason,
            Properties = PropertyBlock.FromEncoded(properties),
        }.Write(output, Dialect.V5);

        Assert.True(AckPacket.TryRead(Wire.Frame(output.WrittenSpan), Dialect.V5, out var packet, out _));
        Assert.Equal(type, packet.Type);
        Assert.Equal(77, packet.PacketId);
        Assert.Equal(reason, packet.Reason);
        Assert.Equal("because", Text(packet.Properties.Data(MqttPropertyId.ReasonString)));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Subscribe_and_its_answer_survive(bool isV5)
    {
        var dialect = new Dialect(isV5, RefuseControlCharacters: false);
        var filters = new ArrayBufferWriter<byte>();
        SubscribePacket.AppendFilter(filters, "a/+"u8, new SubscribeOptions(1));
        SubscribePacket.AppendFilter(filters, "#"u8, new SubscribeOptions((byte)(isV5 ? 0x2E : 2)));
        var output = new ArrayBufferWriter<byte>();

        new SubscribePacket { Type = MqttPacketType.Subscribe, PacketId = 5, Filters = filters.WrittenSpan }.Write(output, dialect);

        Assert.True(SubscribePacket.TryRead(Wire.Frame(output.WrittenSpan), dialect, out var packet, out _));
        Assert.Equal(2, packet.Count);
        var seen = new List<string>();
        foreach (var filter in packet)
        {
            seen.Add($"{Text(filter.Filter)} {filter.Options.Bits:X2}");
        }

        Assert.Equal(["a/+ 01", isV5 ? "# 2E" : "# 02"], seen);

        output.Clear();
        new SubAckPacket { Type = MqttPacketType.SubAck, PacketId = 5, Reasons = [1, 0x87] }.Write(output, dialect);

        Assert.True(SubAckPacket.TryRead(Wire.Frame(output.WrittenSpan), dialect, out var answer, out _));
        Assert.Equal(isV5 ? [1, 0x87] : [1, 0x80], answer.Reasons.ToArray());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Unsubscribe_survives(bool isV5)
    {
        var dialect = new Dialect(isV5, RefuseControlCharacters: false);
        var filters = new ArrayBufferWriter<byte>();
        SubscribePacket.AppendFilter(filters, "a/+"u8, null);
        SubscribePacket.AppendFilter(filters, "b"u8, null);
        var output = new ArrayBufferWriter<byte>();

        new SubscribePacket { Type = MqttPacketType.Unsubscribe, PacketId = 6, Filters = filters.WrittenSpan }.Write(output, dialect);

        Assert.True(SubscribePacket.TryRead(Wire.Frame(output.WrittenSpan), dialect, out var packet, out _));
        Assert.Equal(2, packet.Count);
        var seen = new List<string>();
        foreach (var filter in packet)
        {
            seen.Add(Text(filter.Filter));
        }

        Assert.Equal(["a/+", "b"], seen);
    }

    [Fact]
    public void Refusal_of_a_3_1_1_server_is_understood_by_a_5_0_client()
    {
        Assert.True(ConnAckPacket.TryRead(Wire.Frame([0x20, 2, 0, 1]), Dialect.V5, out var packet, out _));
        Assert.Equal(MqttReasonCode.UnsupportedProtocolVersion, packet.Reason);
    }

    [Fact]
    public void Disconnect_and_auth_survive()
    {
        var output = new ArrayBufferWriter<byte>();
        new DisconnectPacket { Type = MqttPacketType.Disconnect, Reason = MqttReasonCode.SessionTakenOver }
            .Write(output, Dialect.V5);

        Assert.True(DisconnectPacket.TryRead(Wire.Frame(output.WrittenSpan), Dialect.V5, out var packet, out _));
        Assert.Equal(MqttReasonCode.SessionTakenOver, packet.Reason);

        output.Clear();
        new DisconnectPacket { Type = MqttPacketType.Disconnect }.Write(output, Dialect.V311);
        Assert.Equal([0xE0, 0], output.WrittenSpan.ToArray());
    }

    private static byte[] Encode(Action<PropertyWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new PropertyWriter(output));
        return output.WrittenSpan.ToArray();
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
