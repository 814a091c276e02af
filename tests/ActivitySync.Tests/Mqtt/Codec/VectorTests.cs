using ActivitySync.Mqtt;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Tests.Mqtt.Codec;

/// <summary>Packets written from the text of the specification, and what a receiver must think of them.</summary>
public class VectorTests
{
    [Theory]
    [InlineData("20 03 00 00 00", "CONNACK, accepted")]
    [InlineData("20 06 00 00 03 21 00 0A", "CONNACK with Receive Maximum")]
    [InlineData("30 05 0001 't' 00 'x'", "PUBLISH QoS 0")]
    [InlineData("3D 07 0001 't' 0007 00 'x'", "PUBLISH QoS 2, DUP and RETAIN")]
    [InlineData("30 06 0000 03 23 0001", "PUBLISH with a topic alias only")]
    [InlineData("30 08 0001 't' 04 0B01 0B02", "PUBLISH with two subscription identifiers")]
    [InlineData("40 02 0001", "PUBACK, short form")]
    [InlineData("40 04 0001 87 00", "PUBACK, not authorized")]
    [InlineData("62 03 0001 92", "PUBREL, unknown identifier")]
    [InlineData("90 04 0001 00 02", "SUBACK")]
    [InlineData("B0 04 0001 00 11", "UNSUBACK")]
    [InlineData("D0 00", "PINGRESP")]
    [InlineData("E0 00", "DISCONNECT without reason")]
    [InlineData("E0 02 8B 00", "DISCONNECT, server shutting down")]
    [InlineData("82 0A 0001 02 0B05 0002 'a/' 2E", "SUBSCRIBE with all options")]
    [InlineData("A2 06 0001 00 0001 '#'", "UNSUBSCRIBE")]
    [InlineData("10 0D 0004 'MQTT' 05 02 003C 00 0000", "CONNECT with an empty client id")]
    public void Good_packet_of_version_5_is_taken(string bytes, string what) =>
        Assert.True(Wire.Judge(Wire.Bytes(bytes), Dialect.V5) is null, what);

    [Theory]
    [InlineData("00 00", MqttReasonCode.ProtocolError, "type 0")]
    [InlineData("D1 00", MqttReasonCode.MalformedPacket, "[MQTT-2.1.3-1] reserved flags")]
    [InlineData("30 FF FF FF FF 01", MqttReasonCode.MalformedPacket, "1.5.5 length of five bytes")]
    [InlineData("30 FF FF FF 7F", MqttReasonCode.PacketTooLarge, "3.1.2.11.4 larger than our limit")]
    [InlineData("D0 80 00", MqttReasonCode.MalformedPacket, "[MQTT-1.5.5-1] length not minimal")]
    [InlineData("36 07 0001 't' 0001 00 'x'", MqttReasonCode.MalformedPacket, "[MQTT-3.3.1-4] QoS 3")]
    [InlineData("38 05 0001 't' 00 'x'", MqttReasonCode.MalformedPacket, "[MQTT-3.3.1-2] DUP at QoS 0")]
    [InlineData("32 06 0001 't' 0000 00", MqttReasonCode.ProtocolError, "[MQTT-2.2.1-2] packet id 0")]
    [InlineData("32 03 0001 't'", MqttReasonCode.MalformedPacket, "packet id missing")]
    [InlineData("30 03 0000 00", MqttReasonCode.ProtocolError, "[MQTT-4.7.3-1] no topic, no alias")]
    [InlineData("30 04 0001 '+' 00", MqttReasonCode.MalformedPacket, "[MQTT-3.3.2-2] wildcard in a topic name")]
    [InlineData("30 04 0001 '#' 00", MqttReasonCode.MalformedPacket, "[MQTT-3.3.2-2] wildcard in a topic name")]
    [InlineData("30 04 0001 FF 00", MqttReasonCode.MalformedPacket, "[MQTT-1.5.4-1] not UTF-8")]
    [InlineData("30 06 0003 EDA080 00", MqttReasonCode.MalformedPacket, "[MQTT-1.5.4-1] surrogate")]
    [InlineData("30 05 0002 C080 00", MqttReasonCode.MalformedPacket, "overlong form")]
    [InlineData("30 04 0001 00 00", MqttReasonCode.MalformedPacket, "[MQTT-1.5.4-2] U+0000")]
    [InlineData("30 04 0005 't' 00", MqttReasonCode.MalformedPacket, "topic longer than the packet")]
    [InlineData("30 04 0001 't' 05", MqttReasonCode.MalformedPacket, "property length past the end")]
    [InlineData("30 07 0001 't' 03 23 0000", MqttReasonCode.TopicAliasInvalid, "3.3.2.3.4 alias 0")]
    [InlineData("30 08 0001 't' 04 0101 0101", MqttReasonCode.ProtocolError, "property twice")]
    [InlineData("30 06 0001 't' 02 0102", MqttReasonCode.ProtocolError, "payload format 2")]
    [InlineData("30 06 0001 't' 02 0B00", MqttReasonCode.ProtocolError, "3.3.2.3.8 identifier 0")]
    [InlineData("30 07 0001 't' 03 0B8000", MqttReasonCode.MalformedPacket, "identifier not minimal")]
    [InlineData("30 06 0001 't' 02 2400", MqttReasonCode.ProtocolError, "property of CONNACK")]
    [InlineData("30 06 0001 't' 02 7F00", MqttReasonCode.MalformedPacket, "unknown property")]
    [InlineData("30 08 0001 't' 04 08 0001 '+'", MqttReasonCode.ProtocolError, "3.3.2-14 wildcard response topic")]
    [InlineData("20 03 02 00 00", MqttReasonCode.MalformedPacket, "[MQTT-3.2.2-1] CONNACK flags")]
    [InlineData("20 03 01 87 00", MqttReasonCode.ProtocolError, "[MQTT-3.2.2-6] session present in a refusal")]
    [InlineData("20 06 00 00 03 21 0000", MqttReasonCode.ProtocolError, "Receive Maximum 0")]
    [InlineData("40 02 0000", MqttReasonCode.ProtocolError, "PUBACK for 0")]
    [InlineData("40 03 0001 FF", MqttReasonCode.ProtocolError, "PUBACK with an unknown reason")]
    [InlineData("40 05 0001 00 00 00", MqttReasonCode.MalformedPacket, "bytes after the end")]
    [InlineData("82 02 0001", MqttReasonCode.MalformedPacket, "[MQTT-3.8.3-2] no filter")]
    [InlineData("82 07 0001 00 0001 't' 03", MqttReasonCode.MalformedPacket, "QoS 3 asked for")]
    [InlineData("82 07 0001 00 0001 't' 40", MqttReasonCode.MalformedPacket, "[MQTT-3.8.3-5] reserved option bits")]
    [InlineData("82 10 0001 00 000A '$share/a/b' 04", MqttReasonCode.ProtocolError, "[MQTT-3.8.3-4] No Local, shared")]
    [InlineData("80 07 0001 00 0001 't' 00", MqttReasonCode.MalformedPacket, "[MQTT-3.8.1-1] flags of SUBSCRIBE")]
    [InlineData("F0 01 05", MqttReasonCode.ProtocolError, "AUTH reason")]
    [InlineData("10 0D 0004 'MQTT' 06 02 003C 00 0000", MqttReasonCode.UnsupportedProtocolVersion, "version 6")]
    [InlineData("10 0D 0004 'MQXX' 05 02 003C 00 0000", MqttReasonCode.UnsupportedProtocolVersion, "other protocol")]
    [InlineData("10 0D 0004 'MQTT' 05 03 003C 00 0000", MqttReasonCode.MalformedPacket, "[MQTT-3.1.2-3] reserved flag")]
    [InlineData("10 0D 0004 'MQTT' 05 0A 003C 00 0000", MqttReasonCode.MalformedPacket, "will QoS without a will")]
    [InlineData("10 0E 0004 'MQTT' 05 02 003C 00 0001 FF", MqttReasonCode.ClientIdentifierNotValid, "client id")]
    public void Bad_packet_of_version_5_is_refused_with_its_reason(string bytes, MqttReasonCode reason, string what) =>
        Assert.True(reason == Wire.Judge(Wire.Bytes(bytes), Dialect.V5)?.Code, what);

    [Theory]
    [InlineData("20 02 01 00", true)]
    [InlineData("20 03 00 00 00", false)]
    [InlineData("30 04 0001 't' 'x'", true)]
    [InlineData("40 02 0001", true)]
    [InlineData("40 03 0001 00", false)]
    [InlineData("90 03 0001 80", true)]
    [InlineData("B0 02 0001", true)]
    [InlineData("E0 01 00", false)]
    [InlineData("F0 00", false)]
    [InlineData("82 06 0001 0001 't' 01", true)]
    [InlineData("82 06 0001 0001 't' 05", false)]
    [InlineData("10 0C 0004 'MQTT' 04 02 003C 0000", true)]
    [InlineData("10 0C 0004 'MQTT' 04 00 003C 0000", false)]
    [InlineData("10 0E 0004 'MQTT' 04 42 003C 0000 0000", false)]
    public void Version_3_1_1_has_its_own_shapes(string bytes, bool good) =>
        Assert.Equal(good, Wire.Judge(Wire.Bytes(bytes), Dialect.V311) is null);

    [Theory]
    [InlineData("01")]
    [InlineData("1F")]
    [InlineData("7F")]
    [InlineData("C285")]
    [InlineData("EFBFBF")]
    public void Control_characters_are_refused_only_when_asked_to(string text)
    {
        var topic = Convert.FromHexString(text);
        byte[] packet = [0x30, (byte)(3 + topic.Length), 0, (byte)topic.Length, .. topic, 0];

        Assert.Null(Wire.Judge(packet, Dialect.V5));
        Assert.Equal(
            MqttReasonCode.MalformedPacket,
            Wire.Judge(packet, Dialect.V5 with { RefuseControlCharacters = true })?.Code);
    }

    [Theory]
    [InlineData("#", true)]
    [InlineData("+", true)]
    [InlineData("a/#", true)]
    [InlineData("+/+/a", true)]
    [InlineData("/", true)]
    [InlineData("$share/g/a/#", true)]
    [InlineData("$SYS/#", true)]
    [InlineData("", false)]
    [InlineData("a#", false)]
    [InlineData("#/a", false)]
    [InlineData("a+/b", false)]
    [InlineData("a/+b", false)]
    [InlineData("++", false)]
    [InlineData("$share/g", false)]
    [InlineData("$share/g/", false)]
    [InlineData("$share//a", false)]
    [InlineData("$share/+/a", false)]
    [InlineData("$share/g/a#", false)]
    public void Topic_filter_follows_sections_4_7_and_4_8(string filter, bool legal) =>
        Assert.Equal(legal, MqttText.IsLegalTopicFilter(System.Text.Encoding.UTF8.GetBytes(filter)));
}
