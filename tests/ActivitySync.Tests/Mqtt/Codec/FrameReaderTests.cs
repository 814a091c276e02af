using ActivitySync.Mqtt;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Tests.Mqtt.Codec;

public class FrameReaderTests
{
    [Fact]
    public void Packet_is_incomplete_at_every_cut_and_whole_at_the_end()
    {
        byte[] packet = [0x30, 0x80, 0x02, .. new byte[256]];

        for (var cut = 0; cut < packet.Length; cut++)
        {
            Assert.Equal(FrameStatus.Incomplete, FrameReader.TryRead(packet.AsSpan(0, cut), 1024, out _, out _, out _));
        }

        Assert.Equal(FrameStatus.Complete, FrameReader.TryRead(packet, 1024, out var frame, out _, out _));
        Assert.Equal(256, frame.Body.Length);
        Assert.Equal(259, frame.Length);
    }

    [Fact]
    public void Oversized_packet_is_refused_as_soon_as_its_length_is_known()
    {
        var status = FrameReader.TryRead([0x30, 0x80, 0x08], 1024, out _, out _, out var fault);

        Assert.Equal(FrameStatus.Faulty, status);
        Assert.Equal(MqttReasonCode.PacketTooLarge, fault.Code);
    }

    [Fact]
    public void Needed_length_is_told_before_the_body_is_there()
    {
        var status = FrameReader.TryRead([0x30, 0xE4, 0x01, 0], 1024, out _, out var needed, out _);

        Assert.Equal(FrameStatus.Incomplete, status);
        Assert.Equal(3 + 228, needed);
    }

    [Fact]
    public void Bytes_of_the_next_packet_are_left_alone()
    {
        FrameReader.TryRead([0xD0, 0, 0xD0], 1024, out var frame, out _, out _);

        Assert.Equal(2, frame.Length);
        Assert.True(frame.Body.IsEmpty);
    }
}
