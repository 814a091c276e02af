using ActivitySync.Mqtt.Internal.Codec;
using FsCheck;
using FsCheck.Fluent;

namespace ActivitySync.Tests.Mqtt.Codec;

/// <summary>Whatever arrives, the decoders answer; they never throw.</summary>
public class HostileInputTests
{
    private static readonly byte[][] Seeds =
    [
        Wire.Bytes("20 06 00 00 03 21 000A"),
        Wire.Bytes("3D 14 0001 't' 0007 0D 03 0001 'c' 26 0001 'k' 0001 'v' 0B01 'xy'"),
        Wire.Bytes("62 09 0001 92 05 1F 0002 'no'"),
        Wire.Bytes("90 04 0001 00 02"),
        Wire.Bytes("E0 06 8B 04 1F 0001 'x'"),
        Wire.Bytes("82 0A 0001 02 0B05 0002 'a/' 2E"),
        Wire.Bytes("A2 06 0001 00 0001 '#'"),
        Wire.Bytes(
            "10 27 0004 'MQTT' 05 F6 003C 05 11 00000001 0001 'c' 05 18 00000001 0001 't' 0001 'p' 0001 'u' 0001 'p'"),
        Wire.Bytes("30 05 0001 't' 00 'x'"),
    ];

    [Fact]
    public void Any_bytes_are_judged_without_an_exception() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5_000),
            Prop.ForAll<byte[]>(bytes => JudgeBoth(bytes ?? [])));

    [Fact]
    public void Mutated_packets_are_judged_without_an_exception()
    {
        var random = new Random(20_261_122);
        for (var round = 0; round < 200_000; round++)
        {
            var packet = Seeds[random.Next(Seeds.Length)].ToArray();
            for (var change = random.Next(4); change >= 0; change--)
            {
                packet[random.Next(packet.Length)] = (byte)random.Next(256);
            }

            JudgeBoth(packet.AsSpan(0, random.Next(packet.Length + 1)));
        }
    }

    [Fact]
    public void Judging_allocates_nothing()
    {
        var packet = Seeds[1];
        JudgeBoth(packet);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var round = 0; round < 1_000; round++)
        {
            PublishPacket.TryRead(new MqttFrame(packet[0], packet.AsSpan(2), packet.Length), Dialect.V5, out _, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static bool JudgeBoth(ReadOnlySpan<byte> bytes)
    {
        Wire.Judge(bytes, Dialect.V5 with { RefuseControlCharacters = true });
        Wire.Judge(bytes, Dialect.V311);
        return true;
    }
}
