using ActivitySync.IntegrationTests.Support;
using ActivitySync.Storage;
using ActivitySync.Storage.Influx;
using ActivitySync.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.IntegrationTests.Storage;

/// <summary>Stores on a real InfluxDB, each with a database of its own.</summary>
static class RealInflux
{
    public static async Task<IStore> OpenAsync(InfluxFixture influx) =>
        Open(await influx.UrlAsync(TestContext.Current.CancellationToken));

    public static InfluxStore Open(Uri url) => Open(new InfluxStoreOptions
    {
        Url = url.ToString(),
        Database = $"test_{Guid.NewGuid():N}",
    });

    public static InfluxStore Open(InfluxStoreOptions options) =>
        new(options, null, NullLogger<InfluxStore>.Instance, TimeProvider.System);

    /// <summary>Writes as another program would; times are nanoseconds.</summary>
    public static async Task WriteRawAsync(Uri url, string database, string lines)
    {
        using var http = new HttpClient { BaseAddress = url };
        using var body = new StringContent(lines);
        using var answer = await http.PostAsync(
            new Uri($"write?db={database}", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

public sealed class InfluxSampleTests(InfluxFixture influx) : SampleContract
{
    internal override Task<IStore> OpenAsync() => RealInflux.OpenAsync(influx);

    internal override ValueTask CleanAsync() => default;
}

public sealed class InfluxJournalTests(InfluxFixture influx) : JournalContract
{
    internal override Task<IStore> OpenAsync() => RealInflux.OpenAsync(influx);

    internal override ValueTask CleanAsync() => default;
}

public sealed class InfluxRobustnessTests(InfluxFixture influx) : RobustnessContract
{
    internal override Task<IStore> OpenAsync() => RealInflux.OpenAsync(influx);

    internal override ValueTask CleanAsync() => default;
}

public sealed class InfluxDerivedTests(InfluxFixture influx) : DerivedContract
{
    internal override Task<IStore> OpenAsync() => RealInflux.OpenAsync(influx);

    internal override ValueTask CleanAsync() => default;
}

public sealed class InfluxWearerTests(InfluxFixture influx) : WearerContract
{
    internal override Task<IStore> OpenAsync() => RealInflux.OpenAsync(influx);

    internal override ValueTask CleanAsync() => default;
}

public sealed class InfluxVersionTests(InfluxFixture influx) : VersionContract
{
    internal override Task<IStore> OpenAsync() => RealInflux.OpenAsync(influx);

    internal override ValueTask CleanAsync() => default;
}

public sealed class InfluxRollupTests(InfluxFixture influx) : RollupContract
{
    internal override Task<IStore> OpenAsync() => RealInflux.OpenAsync(influx);

    internal override ValueTask CleanAsync() => default;
}

public sealed class InfluxRetentionTests(InfluxFixture influx) : RetentionContract
{
    internal override Task<IStore> OpenAsync() => RealInflux.OpenAsync(influx);

    internal override ValueTask CleanAsync() => default;
}

public sealed class InfluxForeignTests(InfluxFixture influx) : ForeignContract
{
    readonly string _database = $"test_{Guid.NewGuid():N}";

    internal override async Task<IStore> OpenAsync() => RealInflux.Open(new InfluxStoreOptions
    {
        Url = (await influx.UrlAsync(Stop)).ToString(),
        Database = _database,
    });

    internal override async Task WriteRawAsync(string lines) =>
        await RealInflux.WriteRawAsync(await influx.UrlAsync(Stop), _database, lines);

    internal override ValueTask CleanAsync() => default;
}
