using ActivitySync.Core.Decoding;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Storage.Influx;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Storage;

/// <summary>
/// A real InfluxDB into which another program has written a text where our heart rates go, in one week: only readings of
/// that week are set aside, by name, and nothing of them is lost.
/// </summary>
public sealed class InfluxQuarantineTests(InfluxFixture influx)
{
    const long Poisoned = Some.Noon - (14 * Some.DayMs);

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_point_that_is_refused_is_alone_in_quarantine_and_goes_into_another_database_with_its_replay()
    {
        var options = new InfluxStoreOptions
        {
            Url = (await influx.UrlAsync(Stop)).ToString(),
            Database = $"test_{Guid.NewGuid():N}",
        };
        await using var first = RealInflux.Open(options);
        await using var road = new ActivitySync.Tests.Support.Road(new NativeFormat(), first, Some.Wearer());
        await road.PrepareAsync(Stop);
        await RealInflux.WriteRawAsync(
            new Uri(options.Url), options.Database, $"heart_rate,device=scale,wearer=ana bpm=\"sixty\" {Poisoned * 1_000_000}\n");

        for (var message = 0; message < 20; message++)
        {
            var beats = Enumerable.Range(0, 50).Select(i =>
                $$"""{"ts":{{(message, i) switch { (7, 31) => Poisoned + 1, _ => Some.Noon - (((message * 50) + i) * 1000L) }}},"bpm":60}""");
            road.Receive("activitysync/v1/ana/watch/heart_rate", $"[{string.Join(',', beats)}]");
        }
        await road.DrainAsync(Stop);

        Assert.Equal(999, (await road.Store.ReadHeartRatesAsync("ana", 0, long.MaxValue, Stop)).Count);
        var refused = Assert.Single(road.Spool.Quarantine.Newest(10));
        Assert.Equal("store_refused", refused.Reason);
        Assert.StartsWith("1 of 50 samples: Another program writes a field of ours with another type", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("dropped=1", refused.Detail, StringComparison.Ordinal);

        // What the operator is told to do: a database of our own, and the replay.
        var elsewhere = RealInflux.Open(options with { Database = options.Database + "b" });
        await elsewhere.PrepareAsync(Stop);
        road.Store.Become(elsewhere);
        Assert.Equal(1, road.Spool.Replay(road.Spool.Quarantine.Find(null, "store_refused")));
        await road.DrainAsync(Stop);

        Assert.Contains(await elsewhere.ReadHeartRatesAsync("ana", 0, long.MaxValue, Stop), beat => beat.TimeMs == Poisoned + 1);
        Assert.Empty(road.Spool.Quarantine.Newest(10));
    }
}
