using ActivitySync.Mqtt.Internal.Client;

namespace ActivitySync.Tests.Mqtt;

public class PacketIdsTests
{
    [Fact]
    public void Identifiers_rise_from_one_and_are_not_reused_at_once()
    {
        var ids = new PacketIds();

        ids.TryTake(out var first);
        ids.TryTake(out var second);
        ids.Return(first);
        ids.TryTake(out var third);

        Assert.Equal<ushort>([1, 2, 3], [first, second, third]);
    }

    [Fact]
    public void All_65535_can_be_taken_and_no_more()
    {
        var ids = new PacketIds();
        var seen = new HashSet<ushort>();

        while (ids.TryTake(out var id))
        {
            Assert.True(seen.Add(id));
        }

        Assert.Equal(65_535, seen.Count);
        Assert.DoesNotContain((ushort)0, seen);
        ids.Return(777);
        Assert.True(ids.TryTake(out var freed));
        Assert.Equal(777, freed);
    }
}
