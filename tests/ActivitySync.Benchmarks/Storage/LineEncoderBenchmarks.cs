using ActivitySync.Storage.Influx;
using BenchmarkDotNet.Attributes;

namespace ActivitySync.Benchmarks.Storage;

/// <summary>Samples to line protocol, and packed. Figures are per point.</summary>
[InProcess, MemoryDiagnoser]
public class LineEncoderBenchmarks : IDisposable
{
    const int Points = 5000;

    readonly LineBuffer _lines = new();
    readonly Traffic _traffic = new();

    [GlobalSetup]
    public void Setup() => _traffic.Next(Points);

    [Benchmark(OperationsPerInvoke = Points)]
    public int Encode()
    {
        _lines.Clear();
        LineEncoder.Samples(_lines, _traffic.Batch, 0, Points, long.MinValue);
        return _lines.Length;
    }

    [Benchmark(OperationsPerInvoke = Points)]
    public int EncodeAndZip()
    {
        Encode();
        return _lines.Zipped().Length;
    }

    public void Dispose()
    {
        _lines.Dispose();
        GC.SuppressFinalize(this);
    }
}
