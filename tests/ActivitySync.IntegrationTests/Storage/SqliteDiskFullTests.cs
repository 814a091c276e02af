using ActivitySync.Core.Telemetry;
using ActivitySync.IntegrationTests.Proof;
using ActivitySync.Storage;
using ActivitySync.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.IntegrationTests.Storage;

/// <summary>
/// A disk of three megabytes that fills up and is emptied again. Needs the right to mount; skipped without.
/// </summary>
public sealed class SqliteDiskFullTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("activitysync-full-").FullName;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_full_disk_is_said_loses_nothing_and_is_written_again_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(_folder, megabytes: 3);
        var ballast = Path.Combine(_folder, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[1_000_000], Stop);
        await using var store = Open();
        await store.PrepareAsync(Stop);
        var written = 0;

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            for (; written < 1_000_000; written += 1000)
            {
                await store.WriteAsync(Beats(written), Stop);
            }
        });
        Assert.True(failure.NeedsAttention);
        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
        Assert.True(written > 0);
        Assert.Equal(written, await CountAsync(store));

        File.Delete(ballast);
        await store.WriteAsync(Beats(written), Stop);
        Assert.Equal(written + 1000, await CountAsync(store));
        await store.DisposeAsync();

        await using var again = Open();
        await again.PrepareAsync(Stop);
        Assert.Equal(written + 1000, await CountAsync(again));
    }

    SqliteStore Open() =>
        new(new SqliteStoreOptions { Folder = _folder }, NullLogger<SqliteStore>.Instance, TimeProvider.System);

    static async Task<int> CountAsync(SqliteStore store) =>
        (await store.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop)).Count;

    static SampleBatch Beats(int first)
    {
        var batch = new SampleBatch();
        for (var i = 0; i < 1000; i++)
        {
            batch.HeartRates.Add(new("ann", "watch", 1_717_200_000_000 + first + i, 60));
        }
        return batch;
    }
}
