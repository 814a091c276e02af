using System.Buffers;
using System.Text;
using ActivitySync.Mqtt.Internal.Codec;
using ActivitySync.Mqtt.Internal.Transport;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>What CONNACK said, or why there was none.</summary>
internal readonly record struct HandshakeResult(LinkEnd? Failure, bool SessionPresent, ServerLimits Limits);

/// <summary>CONNECT and CONNACK (sections 3.1 and 3.2).</summary>
internal sealed class Handshake(MqttClientOptions options, Dialect dialect, string clientId, bool cleanStart)
{
    // A server that has not accepted us has nothing large to say.
    private const int LargestConnAck = 65_536;

    /// <summary>Text of the end that some 3.1.1 servers put to a 5.0 CONNECT.</summary>
    public const string ClosedEarly = "closed before CONNACK";

    public HandshakeResult Run(ILink link, ReceiveBuffer buffer)
    {
        var output = new ArrayBufferWriter<byte>();
        WriteConnect(output);
        link.Write(output.WrittenSpan);

        var needed = 0;
        while (true)
        {
            var status = FrameReader.TryRead(buffer.Unread, LargestConnAck, out var frame, out needed, out var fault);
            if (status == FrameStatus.Faulty)
            {
                return Fail(new LinkEnd(LinkEndKind.Faulty, $"bad packet before CONNACK: {fault}", fault.Code));
            }

            if (status == FrameStatus.Complete)
            {
                var result = Judge(frame);
                buffer.Consume(frame.Length);
                return result;
            }

            if (buffer.Fill(link, needed) == 0)
            {
                return Fail(LinkEnd.Lost(ClosedEarly));
            }
        }
    }

    private HandshakeResult Judge(scoped in MqttFrame frame)
    {
        if (frame.Type == MqttPacketType.Auth && dialect.IsV5)
        {
            return Fail(new LinkEnd(
                LinkEndKind.Refused,
                "the server asks for enhanced authentication (AUTH, section 4.12), which this client does not speak",
                MqttReasonCode.BadAuthenticationMethod));
        }

        if (frame.Type != MqttPacketType.ConnAck)
        {
            return Fail(Broken("the first packet was not CONNACK [MQTT-3.2.0-1]", MqttReasonCode.ProtocolError));
        }

        if (!ConnAckPacket.TryRead(frame, dialect, out var packet, out var fault))
        {
            return Fail(Broken(fault.ToString(), fault.Code));
        }

        if (packet.Reason.IsFailure())
        {
            var text = $"refused: {packet.Reason}{ReasonText.Of(packet.Properties)}";
            return Fail(new LinkEnd(LinkEndKind.Refused, text, packet.Reason));
        }

        if (packet.Reason != MqttReasonCode.Success)
        {
            return Fail(Broken($"CONNACK with reason {packet.Reason}", MqttReasonCode.ProtocolError));
        }

        if (packet.SessionPresent && cleanStart)
        {
            return Fail(Broken("session present after a clean start [MQTT-3.2.2-2]", MqttReasonCode.ProtocolError));
        }

        var limits = ServerLimits.From(packet.Properties);
        if (limits.AssignedClientId is not null && clientId.Length > 0)
        {
            return Fail(Broken("a client identifier assigned although we have one", MqttReasonCode.ProtocolError));
        }

        return new HandshakeResult(null, packet.SessionPresent, limits);
    }

    private static LinkEnd Broken(string text, MqttReasonCode reason) => new(LinkEndKind.Faulty, text, reason);

    private static HandshakeResult Fail(LinkEnd end) => new(end, false, new ServerLimits());

    private void WriteConnect(ArrayBufferWriter<byte> output)
    {
        var properties = new ArrayBufferWriter<byte>();
        var willProperties = new ArrayBufferWriter<byte>();
        if (dialect.IsV5)
        {
            WriteProperties(new PropertyWriter(properties));
            if (options.Will is { Delay: var delay } && delay > TimeSpan.Zero)
            {
                new PropertyWriter(willProperties).UInt32(MqttPropertyId.WillDelayInterval, Seconds(delay));
            }
        }

        new ConnectPacket
        {
            Dialect = dialect,
            CleanStart = cleanStart,
            KeepAlive = (ushort)Math.Clamp(Math.Ceiling(options.KeepAlive.TotalSeconds), 0, ushort.MaxValue),
            ClientId = Encoding.UTF8.GetBytes(clientId),
            Properties = PropertyBlock.FromEncoded(properties.WrittenSpan),
            HasWill = options.Will is not null,
            Will = options.Will is not { } will ? default : new WillFields
            {
                Topic = Encoding.UTF8.GetBytes(will.Topic),
                Payload = will.Payload.Span,
                Qos = will.Qos,
                Retain = will.Retain,
                Properties = PropertyBlock.FromEncoded(willProperties.WrittenSpan),
            },
            HasUserName = options.UserName is not null,
            UserName = Encoding.UTF8.GetBytes(options.UserName ?? ""),
            HasPassword = options.Password is not null,
            Password = Encoding.UTF8.GetBytes(options.Password ?? ""),
        }.Write(output);
    }

    private void WriteProperties(PropertyWriter writer)
    {
        if (options.SessionExpiry > TimeSpan.Zero)
        {
            writer.UInt32(MqttPropertyId.SessionExpiryInterval, Seconds(options.SessionExpiry));
        }

        writer.UInt16(MqttPropertyId.ReceiveMaximum, options.ReceiveMaximum);
        writer.UInt32(MqttPropertyId.MaximumPacketSize, (uint)options.MaximumPacketSize);
        if (options.TopicAliasMaximum > 0)
        {
            writer.UInt16(MqttPropertyId.TopicAliasMaximum, options.TopicAliasMaximum);
        }
    }

    private static uint Seconds(TimeSpan time) => (uint)Math.Clamp(Math.Ceiling(time.TotalSeconds), 0, uint.MaxValue);
}
