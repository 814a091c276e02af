using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// Decides which long intervals do not claim their time. A counter that was silent for hours says how many steps it made in
/// all of them, not that it was there: a watch on its charger would hide the phone. Where devices less trusted counted,
/// reading by reading, so much more in that time that the long interval is less than the share that makes readings
/// incomplete (<see cref="MovementOptions.MinShareOfDeviceTotalPercent"/>), it leaves the time to them.
/// </summary>
internal static class CoarseYield
{
    const long MinuteMs = 60_000;

    /// <summary>The intervals of each device that compete, in the order of the devices.</summary>
    public static List<List<StepInterval>> Competing(
        List<DeviceDay> devices, List<bool[]> worn, LocalDay day, MovementOptions options)
    {
        var competing = devices.ConvertAll(device => device.Intervals);
        if (!devices.SkipLast(1).Any(device => device.Intervals.Exists(interval => interval.IsCoarse)))
        {
            return competing;
        }
        var fine = new StepMerge(day);
        var before = new List<long[]>();
        for (var i = 0; i < devices.Count; i++)
        {
            before.Add(Sums(fine.Minutes));
            fine.Add(devices[i].Intervals.FindAll(interval => !interval.IsCoarse), worn[i]);
        }
        var all = Sums(fine.Minutes);
        for (var i = 0; i < devices.Count - 1; i++)
        {
            var earlier = before[i];
            competing[i] = devices[i].Intervals.FindAll(interval => !interval.IsCoarse || interval.Steps * 100 >=
                (Of(interval, all, day) - Of(interval, earlier, day)) * options.MinShareOfDeviceTotalPercent);
        }
        return competing;
    }

    // Steps of the whole minutes within an interval.
    static long Of(in StepInterval interval, long[] sums, LocalDay day)
    {
        var first = (interval.StartMs - day.StartMs + MinuteMs - 1) / MinuteMs;
        var last = (interval.EndMs - day.StartMs) / MinuteMs;
        return last <= first ? 0 : sums[last] - sums[first];
    }

    static long[] Sums(int[] minutes)
    {
        var sums = new long[minutes.Length + 1];
        for (var i = 0; i < minutes.Length; i++)
        {
            sums[i + 1] = sums[i] + Math.Max(minutes[i], 0);
        }
        return sums;
    }
}
