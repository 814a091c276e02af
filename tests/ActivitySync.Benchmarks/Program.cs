using ActivitySync.Benchmarks.Movement;

BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(DayDerivationBenchmarks).Assembly).Run(args);
