namespace ActivitySync.Benchmarks.Load;

/// <summary>Scenario (f): nothing comes. And how long a start takes.</summary>
internal static class Idle
{
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Looking = TimeSpan.FromSeconds(15);

    /// <summary>As it comes: its own broker, SQLite, one wearer.</summary>
    public static async Task AsItComesAsync(Figures figures)
    {
        await using var service = await Service.StartAsync(
            new ServiceSettings(Tests.Support.LoopbackPort.Free()) { IsBroker = true, Wearers = 1 });
        figures.Add("idle, as it comes", "first start to ready, s", service.ReadySeconds);
        await LookAsync(figures, "idle, as it comes", service);
        await service.StopAsync();
        await service.RestartAsync();
        figures.Add("idle, as it comes", "start to ready, s", service.ReadySeconds);
    }

    /// <summary>Between mosquitto and InfluxDB, with 500 wearers.</summary>
    public static async Task AmongServersAsync(Figures figures)
    {
        await using var bench = await Bench.StartAsync();
        figures.Add("idle, 500 wearers, InfluxDB", "first start to ready, s", bench.Service.ReadySeconds);
        await LookAsync(figures, "idle, 500 wearers, InfluxDB", bench.Service);
    }

    static async Task LookAsync(Figures figures, string name, Service service)
    {
        await Task.Delay(Settling);
        var before = service.Cost;
        await Task.Delay(Looking);
        var cost = service.Cost - before;
        figures.Add(name, "service: % of a core", cost.Seconds / Looking.TotalSeconds * 100);
        figures.AddMemory(name, "service", cost);
    }
}
