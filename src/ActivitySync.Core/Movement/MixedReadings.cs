using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// Finds small counts strewn among the readings of a counter: 5000, 120, 5200, 80, 5300. Such a stream mixes the counter
/// with the steps since its last message; taken for restarts, 120 and 80 would bring the whole count again. A count is
/// odd when the counter fell to it and came back, in one leap to its old height or beyond, faster than one can walk; or
/// when the same happened twice before the counter rested. A restart climbs; it does not leap.
/// </summary>
internal static class MixedReadings
{
    /// <summary>
    /// Which readings are odd; null when none is. Readings are ascending, of one counter that only grows.
    /// </summary>
    public static bool[]? Of(
        ReadOnlySpan<CounterReading> readings, CounterKind kind, long? modulus, DeviceMidnights midnights,
        MovementOptions options)
    {
        if (!Falls(readings, options))
        {
            return null;
        }
        bool[]? odd = null;
        (int From, int To)? unsure = null;
        var high = 0;
        for (var i = 1; i < readings.Length; i++)
        {
            if (!CounterFold.IsFall(readings[high].Value, readings[i].Value, options))
            {
                high = IsTrusted(readings[high], readings[i], options) ? i : high;
                continue;
            }
            var back = Back(readings, high, i, kind, modulus, midnights, options);
            if (back < 0)
            {
                (high, unsure) = (i, null);
                continue;
            }
            var isSure = IsLeap(readings[back - 1], readings[back], options);
            if (isSure || unsure is not null)
            {
                odd ??= new bool[readings.Length];
                Mark(odd, unsure ?? (i, i));
                Mark(odd, (i, back));
            }
            unsure = (i, back);
            (high, i) = (back, back);
        }
        return odd;
    }

    static bool Falls(ReadOnlySpan<CounterReading> readings, MovementOptions options)
    {
        for (var i = 1; i < readings.Length; i++)
        {
            if (CounterFold.IsFall(readings[i - 1].Value, readings[i].Value, options))
            {
                return true;
            }
        }
        return false;
    }

    // The reading that leaps back to the height from before the fall; -1 when the counter climbs back or never does.
    static int Back(
        ReadOnlySpan<CounterReading> readings, int high, int fall, CounterKind kind, long? modulus,
        DeviceMidnights midnights, MovementOptions options)
    {
        ref readonly var top = ref readings[high];
        if (CounterFold.IsRollover(top.Value, readings[fall].Value, modulus, options) || IsOtherBoot(top, readings[fall]))
        {
            return -1;
        }
        for (var i = fall; i < readings.Length && readings[i].TimeMs - top.TimeMs <= options.LateWindowMs; i++)
        {
            if (IsOtherBoot(top, readings[i]) ||
                (kind == CounterKind.SinceMidnight && midnights.Before(readings[i].TimeMs) > top.TimeMs))
            {
                return -1;
            }
            if (readings[i].Value >= top.Value)
            {
                return readings[i].Value - readings[i - 1].Value >= readings[i].Value / 2 && IsTrusted(top, readings[i], options)
                    ? i : -1;
            }
        }
        return -1;
    }

    static bool IsLeap(in CounterReading low, in CounterReading back, MovementOptions options) =>
        (Int128)(back.Value - low.Value) * 60_000 > (Int128)options.MixedCadence * (back.TimeMs - low.TimeMs);

    // A height that was itself reached by a leap nobody can walk is a glitch, and nothing comes back to it.
    static bool IsTrusted(in CounterReading before, in CounterReading reading, MovementOptions options) =>
        reading.Value < before.Value ||
        !CounterFold.IsImplausible(reading.Value - before.Value, reading.TimeMs - before.TimeMs, options);

    static bool IsOtherBoot(in CounterReading a, in CounterReading b) =>
        a.Boot is not null && b.Boot is not null && a.Boot != b.Boot;

    static void Mark(bool[] odd, (int From, int To) run) => odd.AsSpan(run.From..run.To).Fill(true);
}
