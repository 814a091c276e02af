using ActivitySync.Storage;
using ActivitySync.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Storage;

/// <summary>A SQLite store in a folder of its own.</summary>
sealed class SqliteFolder
{
    public string Path { get; } = Directory.CreateTempSubdirectory("activitysync-store-").FullName;

    public string File => System.IO.Path.Combine(Path, "activity.db");

    public SqliteStore Open() =>
        new(new SqliteStoreOptions { Folder = Path, BusySeconds = 1 }, NullLogger<SqliteStore>.Instance, TimeProvider.System);

    public void Delete() => Directory.Delete(Path, recursive: true);
}

public sealed class SqliteSampleTests : SampleContract
{
    readonly SqliteFolder _folder = new();

    internal override Task<IStore> OpenAsync() => Task.FromResult<IStore>(_folder.Open());

    internal override ValueTask CleanAsync()
    {
        _folder.Delete();
        return default;
    }
}

public sealed class SqliteJournalTests : JournalContract
{
    readonly SqliteFolder _folder = new();

    internal override Task<IStore> OpenAsync() => Task.FromResult<IStore>(_folder.Open());

    internal override ValueTask CleanAsync()
    {
        _folder.Delete();
        return default;
    }
}

public sealed class SqliteRobustnessTests : RobustnessContract
{
    readonly SqliteFolder _folder = new();

    internal override Task<IStore> OpenAsync() => Task.FromResult<IStore>(_folder.Open());

    internal override ValueTask CleanAsync()
    {
        _folder.Delete();
        return default;
    }
}

public sealed class SqliteDerivedTests : DerivedContract
{
    readonly SqliteFolder _folder = new();

    internal override Task<IStore> OpenAsync() => Task.FromResult<IStore>(_folder.Open());

    internal override ValueTask CleanAsync()
    {
        _folder.Delete();
        return default;
    }
}

public sealed class SqliteWearerTests : WearerContract
{
    readonly SqliteFolder _folder = new();

    internal override Task<IStore> OpenAsync() => Task.FromResult<IStore>(_folder.Open());

    internal override ValueTask CleanAsync()
    {
        _folder.Delete();
        return default;
    }
}

public sealed class SqliteVersionTests : VersionContract
{
    readonly SqliteFolder _folder = new();

    internal override Task<IStore> OpenAsync() => Task.FromResult<IStore>(_folder.Open());

    internal override ValueTask CleanAsync()
    {
        _folder.Delete();
        return default;
    }
}

public sealed class SqliteRollupTests : RollupContract
{
    readonly SqliteFolder _folder = new();

    internal override Task<IStore> OpenAsync() => Task.FromResult<IStore>(_folder.Open());

    internal override ValueTask CleanAsync()
    {
        _folder.Delete();
        return default;
    }
}

public sealed class SqliteRetentionTests : RetentionContract
{
    readonly SqliteFolder _folder = new();

    internal override Task<IStore> OpenAsync() => Task.FromResult<IStore>(_folder.Open());

    internal override ValueTask CleanAsync()
    {
        _folder.Delete();
        return default;
    }
}
