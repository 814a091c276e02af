using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// Where each step one device told of in a day went. <see cref="ToldSteps"/> is the sum of all the others, exactly.
/// </summary>
public sealed record DeviceAccount
{
    /// <summary>Which device.</summary>
    public required string Device { get; init; }

    /// <summary>Which of its counters stands for the day.</summary>
    public required CounterKind Counter { get; init; }

    /// <summary>Steps of all its readings that fall into the day, whatever became of them.</summary>
    public long ToldSteps { get; private set; }

    /// <summary>Steps in the day's total.</summary>
    public required long CountedSteps { get; init; }

    /// <summary>Steps left out because a more trusted device counted at that time.</summary>
    public required long OverlapSteps { get; init; }

    /// <summary>Steps left out because the device itself told of that time already.</summary>
    public long RepeatedSteps { get; private set; }

    /// <summary>Steps of statements a newer or longer one replaced.</summary>
    public long ReplacedSteps { get; private set; }

    /// <summary>Steps too many for their time; of one reading at most 2,147,483,647 are shown.</summary>
    public long ImplausibleSteps { get; private set; }

    /// <summary>Steps of another kind of number strewn among a counter's.</summary>
    public long MixedSteps { get; private set; }

    /// <summary>Steps of the device's other counters.</summary>
    public long OtherCounterSteps { get; private set; }

    /// <summary>Statements a newer or longer one replaced.</summary>
    public int ReplacedReadings { get; private set; }

    /// <summary>Times of the day the standing counter says nothing about, Unix milliseconds UTC, ascending.</summary>
    public required IReadOnlyList<(long StartMs, long EndMs)> Gaps { get; init; }

    /// <summary>Whole minutes in these.</summary>
    public int GapMinutes => (int)(Gaps.Sum(gap => gap.EndMs - gap.StartMs) / 60_000);

    internal static DeviceAccount Of(DeviceDay device, long counted, LocalDay day)
    {
        var account = new DeviceAccount
        {
            Device = device.Device,
            Counter = device.Counter,
            CountedSteps = counted,
            OverlapSteps = device.Steps - counted,
            Gaps = GapsOf(device, day),
            RepeatedSteps = -device.Steps,
        };
        foreach (var delta in device.Deltas.Concat(device.OtherDeltas.Select(other => other.Delta)))
        {
            account.Add(delta, day);
        }
        return account;
    }

    void Add(in StepDelta delta, LocalDay day)
    {
        var steps = (delta with { Steps = Math.Clamp(delta.Steps, 0, int.MaxValue) }).Within(day.StartMs, day.EndMs);
        ToldSteps += steps;
        switch (delta.Rule)
        {
            case CounterRule.ImplausibleRate:
                ImplausibleSteps += steps;
                break;
            case CounterRule.OtherCounter:
                OtherCounterSteps += steps;
                break;
            case CounterRule.Mixed:
                MixedSteps += steps;
                break;
            case CounterRule.Replaced:
                ReplacedSteps += steps;
                ReplacedReadings++;
                break;
            default:
                RepeatedSteps += steps;
                break;
        }
    }

    static List<(long StartMs, long EndMs)> GapsOf(DeviceDay device, LocalDay day)
    {
        var gaps = new List<(long StartMs, long EndMs)>();
        var knownToMs = day.StartMs;
        foreach (var interval in device.Intervals)
        {
            if (interval.StartMs > knownToMs)
            {
                gaps.Add((knownToMs, interval.StartMs));
            }
            knownToMs = interval.EndMs;
        }
        if (knownToMs < day.EndMs)
        {
            gaps.Add((knownToMs, day.EndMs));
        }
        return gaps;
    }
}
