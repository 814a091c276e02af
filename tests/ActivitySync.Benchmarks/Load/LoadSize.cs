namespace ActivitySync.Benchmarks.Load;

/// <summary>How much of each scenario is run.</summary>
internal sealed record LoadSize
{
    /// <summary>For figures: the whole table takes about a quarter of an hour with one run of each.</summary>
    public static LoadSize Full { get; } = new();

    /// <summary>Only to see that everything arrives, once.</summary>
    public static LoadSize Short { get; } = new()
    {
        WarmUp = 1_000,
        Flood = 4_000,
        OwnFlood = 4_000,
        Steady = 4_000,
        LiveBefore = 1,
        LiveSeconds = 3,
        Drain = 5_000,
        Outage = 20_000,
        SyncSamples = 20_000,
        Closing = 20,
        Growth = 4_000,
        Million = 20_000,
    };

    /// <summary>Messages before the clock starts: a service that has just started compiles itself, and that is not what a
    /// month of running costs.</summary>
    public long WarmUp { get; init; } = 200_000;

    /// <summary>Messages of a flood through mosquitto.</summary>
    public long Flood { get; init; } = 200_000;

    /// <summary>Messages of a flood through the service's own broker.</summary>
    public long OwnFlood { get; init; } = 1_000_000;

    /// <summary>Messages at 20,000 a second.</summary>
    public long Steady { get; init; } = 200_000;

    /// <summary>Seconds of live traffic before the clock starts.</summary>
    public int LiveBefore { get; init; } = 20;

    /// <summary>Seconds of live traffic, at most a minute.</summary>
    public int LiveSeconds { get; init; } = 20;

    /// <summary>Messages that arrive while InfluxDB is away.</summary>
    public long Drain { get; init; } = 300_000;

    /// <summary>Messages at 5,000 a second around an outage of three seconds.</summary>
    public long Outage { get; init; } = 50_000;

    /// <summary>Samples of an offline sync, one a second: 30 days.</summary>
    public int SyncSamples { get; init; } = 2_592_000;

    /// <summary>Messages beside many stored ones.</summary>
    public long Growth { get; init; } = 200_000;

    /// <summary>What a million stored samples are.</summary>
    public long Million { get; init; } = 1_000_000;

    /// <summary>Wearers whose day closes.</summary>
    public int Closing { get; init; } = 10_000;
}
