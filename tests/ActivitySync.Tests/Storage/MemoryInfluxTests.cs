using ActivitySync.Core.Telemetry;
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

public sealed class Influx3WearerTests : WearerContract
{
    readonly MemoryInflux _influx = new(3);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx2ForeignTests : ForeignContract
{
    readonly MemoryInflux _influx = new(2);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override Task WriteRawAsync(string lines)
    {
        _influx.WriteRaw(lines);
        return Task.CompletedTask;
    }

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx3ForeignTests : ForeignContract
{
    readonly MemoryInflux _influx = new(3);

    internal override Task<IStore> OpenAsync() => Dialect.Open(_influx);

    internal override Task WriteRawAsync(string lines)
    {
        _influx.WriteRaw(lines);
        return Task.CompletedTask;
    }

    internal override ValueTask CleanAsync()
    {
        _influx.Dispose();
        return default;
    }
}

public sealed class Influx2VersionTests : VersionContract
{
    readonly MemoryInflux _influx = new(2);

    [Fact]
    public async Task After_a_restart_what_comes_late_meets_what_is_stored()
    {
        await Write(Step(June + Minute, 50), Step(June + (10 * Minute), 70));

        await using var again = await Dialect.Open(_influx);
        await again.PrepareAsync(Stop);
        foreach (var step in (StepSample[])[Step(June, 5), Step(June + Minute, 20), Step(June + (10 * Minute), 30), Step(June + (2 * Minute), 6)])
        {
            await again.WriteAsync(new SampleBatch { Steps = { step } }, Stop);
        }

        Assert.Equal([5, 50, 6, 70], (await Steps()).Select(step => step.Count));
    }

    [Fact]
    public async Task A_backlog_behind_live_readings_is_not_looked_up_and_contradictions_in_it_are()
    {
        await Write(Step(June, 1));
        await Write(Step(June + (60 * Minute), 9));
        var before = _influx.Queries;
        await Write(Step(June + Minute, 2), Step(June + (2 * Minute), 3));
        await Write(Step(June + (61 * Minute), 9));
        await Write(Step(June + (3 * Minute), 4));
        Assert.Equal(before, _influx.Queries);

        await Write(Step(June + (2 * Minute), 1));
        await Write(Step(June + (3 * Minute), 5));

        Assert.Equal([1, 2, 3, 5, 9, 9], (await Steps()).Select(step => step.Count));
    }

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
