using ActivitySync.Benchmarks.Mqtt;
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
    default:
        BenchmarkSwitcher.FromAssembly(typeof(LoadSink).Assembly).Run(args);
        break;
}

return 0;
