using ActivitySync.IntegrationTests.Support;
using ActivitySync.Storage;
using ActivitySync.Storage.Influx;
using ActivitySync.Tests.Scenarios;

namespace ActivitySync.IntegrationTests.Road;

/// <summary>
/// The simulated month as a home lives it: devices publish to mosquitto, the service is stopped for two days and the broker
/// keeps what comes meanwhile, mosquitto_sub hears what is published, a webhook is told. With either store the story is the
/// reviewed one, which the same month in-process made.
/// </summary>
public abstract class SimulatedMonthTests
{
    protected static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private protected static async Task IsAsReviewedAsync(Func<string, StorageOptions> storage)
    {
        // The broker's own disk is not what is tested, and a month is long.
        await using var broker = await MosquittoServer.StartAsync("persistence false");
        await using var scene = new MonthScene(broker, storage);

        foreach (var step in SimulatedMonth.Steps())
        {
            await scene.LiveAsync(step, Stop);
        }

        var actual = await scene.TellAsync(Stop);
        Assert.Equal(["online", "offline", "online"], scene.Statuses);
        Assert.Equal(await File.ReadAllTextAsync(ActivitySync.Tests.Jobs.SimulatedMonthTests.Expected, Stop), actual);
    }
}

/// <summary>The month with the default store.</summary>
public sealed class SimulatedMonthOnSqliteTests : SimulatedMonthTests
{
    [Fact]
    public Task A_month_through_a_real_broker_is_as_reviewed()
        => IsAsReviewedAsync(folder => new StorageOptions { Folder = folder });
}

/// <summary>The month with influxd 1.6.7; a class of its own, so that both run at the same time.</summary>
public sealed class SimulatedMonthOnInfluxTests(InfluxFixture influx) : SimulatedMonthTests
{
    [Fact]
    public async Task A_month_through_a_real_broker_is_as_reviewed()
    {
        var url = await influx.UrlAsync(Stop);
        await IsAsReviewedAsync(_ => new StorageOptions
        {
            Kind = StoreKind.Influx,
            Influx = new InfluxStoreOptions { Url = url.ToString(), Database = $"month{Guid.NewGuid():N}" },
        });
    }
}
