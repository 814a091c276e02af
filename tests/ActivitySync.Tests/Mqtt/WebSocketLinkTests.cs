using System.Text;
using ActivitySync.Mqtt.Internal.Transport;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Mqtt;

/// <summary>RFC 6455 as far as chapter 6 of the specification needs it.</summary>
public class WebSocketLinkTests
{
    [Fact]
    public void Key_of_the_rfc_has_the_answer_of_the_rfc() =>
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketHandshake.AcceptFor("dGhlIHNhbXBsZSBub25jZQ=="));

    [Fact]
    public void Packets_may_span_frames_and_frames_may_hold_many()
    {
        var inner = new ScriptedLink([0x02, 2, 1, 2, 0x80, 1, 3, 0x82, 126, 0, 3, 4, 5, 6]);
        var link = new WebSocketLink(inner);

        Assert.Equal([1, 2, 3, 4, 5, 6], ReadAll(link, 6));
    }

    [Fact]
    public void Ping_is_answered_with_its_own_payload_masked()
    {
        var inner = new ScriptedLink([0x89, 2, (byte)'h', (byte)'i', 0x82, 1, 9]);
        var link = new WebSocketLink(inner);

        Assert.Equal([9], ReadAll(link, 1));

        Assert.Equal("hi", Encoding.ASCII.GetString(Unmask(inner.Sent, opcode: 0x8A)));
    }

    [Fact]
    public void Close_frame_is_the_end() =>
        Assert.Equal(0, new WebSocketLink(new ScriptedLink([0x88, 0])).Read(new byte[1]));

    [Theory]
    [InlineData(new byte[] { 0x81, 1, 65 })]
    [InlineData(new byte[] { 0x82, 0x81, 0, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 0xC2, 1, 1 })]
    [InlineData(new byte[] { 0x89, 126, 0, 200 })]
    [InlineData(new byte[] { 0x82, 126, 0 })]
    public void Text_masks_reserved_bits_long_pings_and_cuts_are_errors(byte[] frame) =>
        Assert.Throws<IOException>(() => new WebSocketLink(new ScriptedLink(frame)).Read(new byte[10]));

    [Theory]
    [InlineData(5, 2)]
    [InlineData(300, 4)]
    [InlineData(70_000, 10)]
    public void What_is_written_is_one_masked_binary_frame(int length, int headLength)
    {
        var inner = new ScriptedLink([]);
        var payload = Enumerable.Range(0, length).Select(number => (byte)number).ToArray();

        new WebSocketLink(inner).Write(payload);

        Assert.Equal(headLength + 4 + length, inner.Sent.Length);
        Assert.Equal(payload, Unmask(inner.Sent, opcode: 0x82));
    }

    private static byte[] ReadAll(WebSocketLink link, int count)
    {
        var bytes = new byte[count];
        var read = 0;
        while (read < count)
        {
            read += link.Read(bytes.AsSpan(read));
        }

        return bytes;
    }

    private static byte[] Unmask(byte[] frame, byte opcode)
    {
        Assert.Equal(opcode, frame[0]);
        Assert.True(frame[1] >= 0x80);
        var head = (frame[1] & 0x7F) switch { 126 => 4, 127 => 10, _ => 2 };
        var mask = frame.AsSpan(head, 4).ToArray();
        return [.. frame.Skip(head + 4).Select((value, index) => (byte)(value ^ mask[index % 4]))];
    }
}
