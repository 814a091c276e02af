using ActivitySync.Storage.Sqlite;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Benchmarks.Storage;

/// <summary>
/// Batches of different size into a growing file, each synced to disk. Divide by the batch for one point.
/// </summary>
[InProcess, MemoryDiagnoser]
public class SqliteWriteBenchmarks : IAsyncDisposable
{
    readonly Traffic _traffic = new();
    string _folder = "";
    SqliteStore? _store;

    [Params(100, 1000, 5000)]
    public int Points { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("activitysync-bench-").FullName;
        _store = new(new() { Folder = _folder }, NullLogger<SqliteStore>.Instance, TimeProvider.System);
        // The in-process toolchain does not wait for asynchronous methods.
        _store.PrepareAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

    [Benchmark]
    public void Write() => _store!.WriteAsync(_traffic.Next(Points), CancellationToken.None).GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        await _store!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
