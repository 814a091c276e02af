using ActivitySync.Core.Decoding;
using ActivitySync.Storage.Influx;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Ingest;

/// <summary>
/// A point that 2.x or 3.x refuses: 2.x then stores the others and 3.x none, and either way that point alone is set aside.
/// </summary>
public sealed class InfluxRefusalTests
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2, "dropped=1")]
    [InlineData(3, "line 1: invalid column type")]
    public async Task One_point_that_is_refused_is_alone_in_quarantine_and_comes_with_its_replay(int major, string words)
    {
        using var influx = new MemoryInflux(major) { Refuses = point => point.TimeNs == (Some.Noon - 321) * 1_000_000 };
        await using var road = new Road(new NativeFormat(), new InfluxStore(
            new InfluxStoreOptions { Token = "t" }, influx, NullLogger<InfluxStore>.Instance, TimeProvider.System), Some.Wearer());
        await road.PrepareAsync(Stop);
        for (var message = 0; message < 20; message++)
        {
            var beats = Enumerable.Range(message * 50, 50).Select(i => $$"""{"ts":{{Some.Noon - i}},"bpm":60}""");
            road.Receive("activitysync/v1/ana/watch/heart_rate", $"[{string.Join(',', beats)}]");
        }
        await road.DrainAsync(Stop);

        Assert.Equal(999, (await road.Store.ReadHeartRatesAsync("ana", 0, long.MaxValue, Stop)).Count);
        var refused = Assert.Single(road.Spool.Quarantine.Newest(10));
        Assert.StartsWith("1 of 50 samples: Another program writes a field of ours", refused.Detail, StringComparison.Ordinal);
        Assert.Contains(words, refused.Detail, StringComparison.Ordinal);

        influx.Refuses = _ => false;
        Assert.Equal(1, road.Spool.Replay(road.Spool.Quarantine.Find(null, "store_refused")));
        await road.DrainAsync(Stop);

        Assert.Equal(1_000, (await road.Store.ReadHeartRatesAsync("ana", 0, long.MaxValue, Stop)).Count);
        Assert.Empty(road.Spool.Quarantine.Newest(10));
    }
}
