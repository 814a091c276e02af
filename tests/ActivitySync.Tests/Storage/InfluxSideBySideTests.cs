using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;
using ActivitySync.Storage.Influx;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Storage;

/// <summary>What goes to InfluxDB in two requests side by side, and what does not.</summary>
public sealed class InfluxSideBySideTests
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_halves_side_by_side_none_goes_on_when_one_fails()
    {
        var influx = ScriptedInflux.V1().Then("/write", _ => ScriptedInflux.Reply(204, "")).Then("/write", 503, "");
        await using var store = Open(influx, batchPoints: 10);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(Beats(200), Stop));

        // One may be on its way, and its successor, before the failure is heard.
        Assert.InRange(influx.Writes.Count(), 2, 4);
        await store.WriteAsync(Beats(200), Stop);
        Assert.Equal(200, influx.Writes.SelectMany(write => write.Lines).Distinct().Count());
    }

    [Fact]
    public async Task What_is_said_twice_of_one_moment_goes_in_its_order()
    {
        var influx = ScriptedInflux.V1();
        await using var store = Open(influx, batchPoints: 10);
        var batch = Beats(50);
        batch.HeartRates.Add(batch.HeartRates[0] with { Bpm = 199 });

        await store.WriteAsync(batch, Stop);

        var lines = influx.Writes.SelectMany(write => write.Lines).ToList();
        Assert.Equal(51, lines.Count);
        Assert.Contains("bpm=199i", lines[^1], StringComparison.Ordinal);
    }

    static InfluxStore Open(ScriptedInflux influx, int batchPoints = 5000, bool gzip = true) => new(
        new InfluxStoreOptions { BatchPoints = batchPoints, Gzip = gzip }, influx, NullLogger<InfluxStore>.Instance,
        TimeProvider.System);

    static SampleBatch Beats(int count)
    {
        var batch = new SampleBatch();
        for (var i = 0; i < count; i++)
        {
            batch.HeartRates.Add(new("ann", "watch", StoreContract.June + i, 60));
        }
        return batch;
    }
}
