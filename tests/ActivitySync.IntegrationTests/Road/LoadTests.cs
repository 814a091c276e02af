using ActivitySync.Benchmarks.Load;
using ActivitySync.IntegrationTests.Support;

namespace ActivitySync.IntegrationTests.Road;

/// <summary>
/// The scenarios of tests/load with a few thousand messages each: everything is in the store, once. How fast is nobody's
/// business here.
/// </summary>
public sealed class LoadTests
{
    static readonly LoadSize Size = LoadSize.Short;

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public Task A_flood_is_stored_exactly_once(int qos, bool isBroker)
        => CheckAsync(figures => Flood.RunAsync(figures, "flood", Size.Flood, qos, isBroker: isBroker, warmUp: Size.WarmUp));

    [Fact]
    public Task Live_messages_are_acknowledged_stored_and_told()
        => CheckAsync(figures => Live.RunAsync(figures, Size.LiveBefore, Size.LiveSeconds));

    [Fact]
    public Task What_arrived_while_the_store_was_away_is_stored_exactly_once()
        => CheckAsync(figures => Outage.DrainAsync(figures, Size.Drain));

    [Fact]
    public Task Three_seconds_without_the_store_lose_nothing()
        => CheckAsync(figures => Outage.ThreeSecondsAsync(figures, Size.Outage));

    [Fact]
    public Task An_offline_sync_is_stored_exactly_once_beside_live_messages()
        => CheckAsync(figures => Sync.RunAsync(figures, Size.SyncSamples));

    [Fact]
    public Task Days_that_close_at_once_are_all_scored_in_SQLite() => CheckAsync(figures => Closing.OnSqliteAsync(figures, Size.Closing));

    [Fact]
    public Task Days_that_close_at_once_are_all_scored_in_InfluxDB() => CheckAsync(figures => Closing.OnInfluxAsync(figures, Size.Closing));

    [Fact]
    public Task Messages_beside_a_stored_past_are_stored_exactly_once()
        => CheckAsync(figures => Growth.RunAsync(figures, "growth", Size.Million, Size.Growth, Size.WarmUp));

    static async Task CheckAsync(Func<Figures, Task> scenario)
    {
        InfluxFixture.RequireInstalled();
        Assert.SkipUnless(File.Exists("/usr/sbin/mosquitto") || Environment.GetEnvironmentVariable("CI") == "true",
            "mosquitto is not installed; tests/install does it.");
        var figures = new Figures();

        await scenario(figures);

        using var table = new StringWriter();
        figures.Print(table);
        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        Assert.Empty(figures.Wrong);
    }
}
