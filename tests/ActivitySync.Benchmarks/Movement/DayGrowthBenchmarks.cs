using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using BenchmarkDotNet.Attributes;
using NodaTime;

namespace ActivitySync.Benchmarks.Movement;

/// <summary>
/// The same day told more and more finely: steps and heart rate every minute, then 2, 4, 10 and 60 times a minute. Linear means
/// that the time above the day's own (its 1,440 minutes are there however few samples come) grows as the samples do.
/// </summary>
[MemoryDiagnoser]
public class DayGrowthBenchmarks
{
    private readonly Wearer _wearer = new()
    {
        Id = "ada",
        Zones = new ZoneTimeline(DateTimeZoneProviders.Tzdb["Europe/Berlin"]),
        BirthYear = 1980,
    };

    private LocalDay _day = null!;
    private DaySamples _samples = null!;

    /// <summary>Samples of each kind in a minute.</summary>
    [Params(1, 2, 4, 10, 60)]
    public int PerMinute { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _day = LocalDays.Of(_wearer, new LocalDate(2026, 6, 15))!;
        var everyMs = 60_000 / PerMinute;
        var steps = new List<StepSample>();
        var hearts = new List<HeartRateSample>();
        for (var timeMs = _day.StartMs; timeMs < _day.EndMs; timeMs += everyMs)
        {
            var minute = (timeMs - _day.StartMs) / 60_000;
            var made = minute is < 420 or > 1320 ? 0 : minute * 7 % 17 == 0 ? 120 : minute % 5;
            steps.Add(new StepSample("ada", "watch", CounterKind.Delta, timeMs + everyMs, made / PerMinute, everyMs));
            hearts.Add(new HeartRateSample("ada", "watch", timeMs, 60 + (int)(timeMs / 977 % 37)));
        }
        _samples = new DaySamples { Steps = steps, HeartRates = hearts };
    }

    [Benchmark]
    public DayMovement Derive() => DayDerivation.Derive(_wearer, _day, _samples, MovementOptions.Default);
}
