using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// Turns the readings that bear on a day into what the wearer did in it. The order of readings does not matter.
/// </summary>
public static class DayDerivation
{
    /// <summary>Derives one day.</summary>
    public static DayMovement Derive(Wearer wearer, LocalDay day, DaySamples samples, MovementOptions options)
    {
        var clock = DayClock.Of(wearer, day, options);
        var heart = HeartRateMinutes.Of(wearer, day, samples.HeartRates, options);
        HeartRateQuality.ClearRepeated(heart.Twice, clock, options);
        var devices = Devices(wearer, day, samples, options);
        var wear = new DayWear(heart, options);
        var worn = devices.ConvertAll(device => wear.Of(device, day));
        var (merge, contributions) = Merged(day, devices, CoarseYield.Competing(devices, worn, day, options), worn);
        if (devices.Count > 1 && merge.Total < devices[0].Steps)
        {
            // Long intervals of several devices that cross can leave a gap where one yielded. The total never lies below
            // what the most trusted device counted, so then none yields.
            (merge, contributions) = Merged(day, devices, devices.ConvertAll(device => device.Intervals), worn);
        }
        wear.AddHeartRateOnlyDevices(devices);
        var series = new MinuteSeries
        {
            Steps = merge.Minutes,
            TwiceBpm = heart.Twice,
            Worn = wear.Joined,
            Clock = clock,
            HasHeartRate = heart.LastMs is not null,
        };
        return Assemble(wearer, day, samples, options, new Parts(heart, devices, contributions, wear, merge, series));
    }

    static (StepMerge Merge, List<DeviceContribution> Contributions) Merged(
        LocalDay day, List<DeviceDay> devices, List<List<StepInterval>> intervals, List<bool[]> worn)
    {
        var merge = new StepMerge(day);
        var contributions = new List<DeviceContribution>(devices.Count);
        for (var i = 0; i < devices.Count; i++)
        {
            var counted = merge.Add(intervals[i], worn[i]);
            contributions.Add(DeviceContribution.Of(devices[i], counted, worn[i].AsSpan().Count(true)));
        }
        return (merge, contributions);
    }

    internal static List<DeviceDay> Devices(Wearer wearer, LocalDay day, DaySamples samples, MovementOptions options) =>
        DeviceReadings.Of(wearer, day, samples.Steps, options)
            .ConvertAll(readings => DeviceDay.Of(wearer, day, readings, options))
            .FindAll(device => device.Deltas.Count + device.OtherDeltas.Count > 0);

    static DayMovement Assemble(Wearer wearer, LocalDay day, DaySamples samples, MovementOptions options, Parts parts)
    {
        var (series, merge) = (parts.Series, parts.Merge);
        var heartMinutes = series.TwiceBpm.Length - series.TwiceBpm.AsSpan().Count((short)0);
        var lastMs = LastReading(day, samples.Steps, parts.Heart.LastMs);
        var (validity, reason) = DayValidity.Of(day, lastMs, parts, options);
        return new DayMovement
        {
            Wearer = wearer.Id,
            Date = day.Date,
            StartMs = day.StartMs,
            EndMs = day.EndMs,
            Steps = (int)merge.Total,
            CoarseSteps = (int)merge.CoarseTotal,
            Devices = parts.Contributions,
            Mixed = MixedReading.Of(day, parts.Devices),
            HeartRateMinutes = heartMinutes,
            RestingBpm = RestingHeartRate.OfDay(series.TwiceBpm, options),
            ToldRestingBpm = RestingHeartRate.ToldOnDay(wearer, parts.Heart.Told),
            WornMinutes = series.Worn.AsSpan().Count(true),
            WearBasis = parts.Wear.Basis,
            KnownMinutes = Known(series.Steps),
            Validity = validity,
            ValidityReason = reason,
            HourlySteps = Hourly(series),
            LastSampleMs = lastMs,
            Activity = DayActivity.Of(
                series, HeartRateReserve.Of(wearer, day.Date.Year, null, options), day.StartMs, options),
            Series = series,
        };
    }

    static long? LastReading(LocalDay day, IReadOnlyList<StepSample> steps, long? heartMs)
    {
        var lastMs = heartMs ?? long.MinValue;
        foreach (ref readonly var sample in ReadOnlySamples.AsSpan(steps))
        {
            var timeMs = sample.TimeMs;
            if (timeMs > lastMs && timeMs > day.StartMs && timeMs <= day.EndMs)
            {
                lastMs = timeMs;
            }
        }
        return lastMs == long.MinValue ? null : lastMs;
    }

    static int Known(ReadOnlySpan<int> steps)
    {
        var known = 0;
        foreach (var minute in steps)
        {
            known += minute >= 0 ? 1 : 0;
        }
        return known;
    }

    static int[] Hourly(MinuteSeries series)
    {
        var hours = new int[24];
        for (var i = 0; i < series.Steps.Length; i++)
        {
            hours[series.Clock.HourAt(i)] += Math.Max(series.Steps[i], 0);
        }
        return hours;
    }

    /// <summary>What the stages of a derivation leave for its result.</summary>
    internal sealed record Parts(
        HeartRateMinutes Heart, List<DeviceDay> Devices, List<DeviceContribution> Contributions,
        DayWear Wear, StepMerge Merge, MinuteSeries Series);
}
