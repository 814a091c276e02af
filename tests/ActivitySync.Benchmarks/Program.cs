using ActivitySync.Benchmarks.Load;
using ActivitySync.Benchmarks.Movement;
using ActivitySync.Benchmarks.Mqtt;
using ActivitySync.Tests.Support;
using BenchmarkDotNet.Running;

// Tools for conformance and load runs are verbs; anything else goes to BenchmarkDotNet.
switch (args)
{
    case ["mqtt-vectors", ..]:
        await VectorDriver.RunAsync(Console.In);
        break;
    case ["mqtt-sink", .. var rest]:
        await LoadSink.RunAsync(rest);
        break;
    case ["mqtt-broker", .. var rest]:
        await BrokerVerb.RunAsync(rest);
        break;
    case ["mqtt-latency", .. var rest]:
        await LatencyProbe.RunAsync(rest);
        break;
    case ["mqtt-fuzz", .. var rest]:
        return StreamFuzz.Run(rest);
    case ["mqtt-compaction", .. var rest]:
        CompactionProbe.Run(rest);
        break;
    case ["mqtt-fuzz-broker", .. var rest]:
        var fuzz = new Settings(rest);
        return BrokerFuzz.Run(fuzz.Number("n", 1_000_000), fuzz.Number("seed", 1), Console.Out);
    case ["load", .. var rest]:
        return await LoadVerb.RunAsync(rest);
    case ["science-tables", var folder]:
        RealDataTables.Print(folder);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(LoadSink).Assembly).Run(args);
        break;
}

return 0;
