using ActivitySync.Benchmarks.Movement;
using BenchmarkDotNet.Running;

// Tables for the eye are verbs; anything else goes to BenchmarkDotNet.
switch (args)
{
    case ["science-tables", var folder]:
        RealDataTables.Print(folder);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(RealDataTables).Assembly).Run(args);
        break;
}
