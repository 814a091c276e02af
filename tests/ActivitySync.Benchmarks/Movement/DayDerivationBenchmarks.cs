using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using BenchmarkDotNet.Attributes;
using NodaTime;

namespace ActivitySync.Benchmarks.Movement;

/// <summary>
/// Cost of one wearer-day. Limits of the issue, one core: minute data 150 µs; three devices with minute steps and a heart
/// rate every second 2 ms; linear in samples.
/// </summary>
[MemoryDiagnoser]
public class DayDerivationBenchmarks
{
    static readonly MovementOptions Movement = MovementOptions.Default;

    private readonly Wearer _wearer = new()
    {
        Id = "ada",
        Zones = new ZoneTimeline(DateTimeZoneProviders.Tzdb["Europe/Berlin"]),
        BirthYear = 1980,
        DevicePriority = ["watch", "phone", "band"],
    };

    private LocalDay _day = null!;
    private DaySamples _minutes = null!;
    private DaySamples _seconds = null!;
    private DaySamples _withMargins = null!;
    private DaySamples _counters = null!;
    private DayMovement _derived = null!;
    private List<DayReport> _history = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _day = LocalDays.Of(_wearer, new LocalDate(2026, 6, 15))!;
        _minutes = new DaySamples { Steps = Steps(1, 0), HeartRates = Hearts(60_000) };
        _seconds = new DaySamples { Steps = Steps(3, 0), HeartRates = Hearts(1_000) };
        _withMargins = new DaySamples { Steps = Steps(3, 2), HeartRates = Hearts(1_000) };
        _counters = new DaySamples { Steps = Counters(3, 2), HeartRates = Hearts(1_000) };
        _derived = DayDerivation.Derive(_wearer, _day, _seconds, Movement);
        _history = [];
        for (var date = _day.Date.PlusDays(-60); date < _day.Date; date = date.PlusDays(1))
        {
            var movement = _derived with { Date = date };
            _history.Add(DayScoring.Score(_wearer, movement, _history, [], ScoringOptions.Default));
        }
    }

    /// <summary>One device, a step row and a heart-rate row each minute.</summary>
    [Benchmark]
    public DayMovement MinuteData() => DayDerivation.Derive(_wearer, _day, _minutes, Movement);

    /// <summary>Three devices with minute steps, 86,400 heart rates.</summary>
    [Benchmark]
    public DayMovement ThreeDevicesSecondHeartRate() => DayDerivation.Derive(_wearer, _day, _seconds, Movement);

    /// <summary>The same with two days of steps around the day, as the service reads them.</summary>
    [Benchmark]
    public DayMovement WithMargins() => DayDerivation.Derive(_wearer, _day, _withMargins, Movement);

    /// <summary>The same with since-boot counters instead of deltas.</summary>
    [Benchmark]
    public DayMovement CountersWithMargins() => DayDerivation.Derive(_wearer, _day, _counters, Movement);

    /// <summary>Judging a derived day with 60 days of history.</summary>
    [Benchmark]
    public DayReport Score() => DayScoring.Score(_wearer, _derived, _history, [], ScoringOptions.Default);

    /// <summary>A report to bytes and back.</summary>
    [Benchmark]
    public DayReport Json() => DayReportJson.Read(DayReportJson.Write(_history[^1]));

    List<StepSample> Steps(int devices, int marginDays)
    {
        var samples = new List<StepSample>();
        for (var device = 0; device < devices; device++)
        {
            for (var i = -1440 * marginDays; i < 1440 * (1 + marginDays); i++)
            {
                samples.Add(new StepSample(
                    "ada", Name(device), CounterKind.Delta, _day.StartMs + (i + 1) * 60_000L, Pattern(i, device), 60_000));
            }
        }
        return samples;
    }

    List<StepSample> Counters(int devices, int marginDays)
    {
        var samples = new List<StepSample>();
        for (var device = 0; device < devices; device++)
        {
            var total = 0L;
            for (var i = -1440 * marginDays; i < 1440 * (1 + marginDays); i++)
            {
                total += Pattern(i, device);
                samples.Add(new StepSample(
                    "ada", Name(device), CounterKind.SinceBoot, _day.StartMs + (i + 1) * 60_000L, total));
            }
        }
        return samples;
    }

    List<HeartRateSample> Hearts(int everyMs)
    {
        var samples = new List<HeartRateSample>();
        for (var timeMs = _day.StartMs; timeMs < _day.EndMs; timeMs += everyMs)
        {
            samples.Add(new HeartRateSample("ada", "watch", timeMs, 60 + (int)(timeMs / 977 % 37)));
        }
        return samples;
    }

    static string Name(int device) => device switch { 0 => "watch", 1 => "phone", _ => "band" };

    static int Pattern(int minute, int device)
    {
        var clock = (minute % 1440 + 1440) % 1440;
        return clock is < 420 or > 1320 ? 0 : (clock * 7 + device) % 17 == 0 ? 95 + clock % 40 : clock % 5;
    }
}
