using ActivitySync.IntegrationTests.Support;
using ActivitySync.Storage.Influx;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Benchmarks.Storage;

/// <summary>Batches of 5,000 into a real influxd on loopback, acknowledged one by one. Figures are per point.</summary>
[InProcess, MemoryDiagnoser]
public class InfluxWriteBenchmarks : IAsyncDisposable
{
    const int Points = 5000;

    readonly Traffic _traffic = new();
    InfluxServer? _server;
    InfluxStore? _store;

    [Params(true, false)]
    public bool Gzip { get; set; }

    [GlobalSetup]
    public void Setup() => StartAsync().GetAwaiter().GetResult();

    // The in-process toolchain does not wait for asynchronous methods.
    [Benchmark(OperationsPerInvoke = Points)]
    public void Write() => _store!.WriteAsync(_traffic.Next(Points), CancellationToken.None).GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        await _store!.DisposeAsync();
        await _server!.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    async Task StartAsync()
    {
        _server = await InfluxServer.StartAsync("", CancellationToken.None);
        _store = new(
            new() { Url = _server.Url.ToString(), Gzip = Gzip }, null, NullLogger<InfluxStore>.Instance, TimeProvider.System);
        await _store.PrepareAsync(CancellationToken.None);
    }
}
