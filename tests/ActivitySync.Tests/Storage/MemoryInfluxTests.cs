using ActivitySync.Storage;
using ActivitySync.Storage.Influx;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Storage;

/// <summary>The contract in the dialects of the InfluxDBs that this machine cannot run.</summary>
static class Dialect
{
    public static Task<IStore> Open(MemoryInflux influx) => Task.FromResult<IStore>(new InfluxStore(
        new InfluxStoreOptions { Token = "t" }, influx, NullLogger<InfluxStore>.Instance, TimeProvider.System));
}

public sealed class Influx2SampleTests : SampleContract
{
    readonly MemoryInflux _influx = new(2);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx2JournalTests : JournalContract
{
    readonly MemoryInflux _influx = new(2);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx2RobustnessTests : RobustnessContract
{
    readonly MemoryInflux _influx = new(2);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx2DerivedTests : DerivedContract
{
    readonly MemoryInflux _influx = new(2);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx2WearerTests : WearerContract
{
    readonly MemoryInflux _influx = new(2);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx3SampleTests : SampleContract
{
    readonly MemoryInflux _influx = new(3);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx3JournalTests : JournalContract
{
    readonly MemoryInflux _influx = new(3);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx3RobustnessTests : RobustnessContract
{
    readonly MemoryInflux _influx = new(3);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx3DerivedTests : DerivedContract
{
    readonly MemoryInflux _influx = new(3);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx2VersionTests : VersionContract
{
    readonly MemoryInflux _influx = new(2);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx3VersionTests : VersionContract
{
    readonly MemoryInflux _influx = new(3);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx2RollupTests : RollupContract
{
    readonly MemoryInflux _influx = new(2);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx3RollupTests : RollupContract
{
    readonly MemoryInflux _influx = new(3);

    [Fact]
    public async Task Old_rows_cannot_be_removed_and_what_to_do_instead_is_said()
    {
        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(
            () => Store.PruneAsync("ann", new PruneCut(June, null, null), Stop));

        Assert.Contains("retention period", refusal.Message, StringComparison.Ordinal);
    }

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx2RetentionTests : RetentionContract
{
    readonly MemoryInflux _influx = new(2);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}
