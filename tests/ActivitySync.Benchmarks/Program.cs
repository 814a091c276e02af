using ActivitySync.Benchmarks.Mqtt;
using BenchmarkDotNet.Running;

if (args is ["mqtt-broker", .. var rest])
{
    return await BrokerVerb.RunAsync(rest);
}

BenchmarkSwitcher.FromAssembly(typeof(BrokerVerb).Assembly).Run(args);
return 0;
