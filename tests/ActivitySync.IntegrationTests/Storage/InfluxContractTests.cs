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
