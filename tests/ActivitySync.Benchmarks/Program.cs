using ActivitySync.Benchmarks.Mqtt;
using BenchmarkDotNet.Running;

// Tools for conformance and load runs are verbs; anything else goes to BenchmarkDotNet.
switch (args)
{
    case ["mqtt-vectors", ..]:
        await VectorDriver.RunAsync(Console.In);
        return 0;
    case ["mqtt-sink", .. var rest]:
        await LoadSink.RunAsync(rest);
        return 0;
    case ["mqtt-broker", .. var rest]:
        return await BrokerVerb.RunAsync(rest);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(LoadSink).Assembly).Run(args);
        return 0;
}
