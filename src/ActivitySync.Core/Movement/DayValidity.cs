using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>Decides whether a day can be judged, and says why not.</summary>
internal static class DayValidity
{
    const long HourMs = 3_600_000;

    public static (Validity Validity, ValidityReason Reason) Of(
        LocalDay day, long? lastSampleMs, DayDerivation.Parts parts, MovementOptions options)
    {
        if (WhyInsufficient(day, lastSampleMs, parts, options) is { } reason)
        {
            return (Validity.Insufficient, reason);
        }
        var lengthMs = day.EndMs - day.StartMs;
        return lengthMs < options.MinDayHours * HourMs ? (Validity.Irregular, ValidityReason.ShortDay)
            : lengthMs > options.MaxDayHours * HourMs ? (Validity.Irregular, ValidityReason.LongDay)
            : (Validity.Valid, ValidityReason.Enough);
    }

    static ValidityReason? WhyInsufficient(
        LocalDay day, long? lastSampleMs, DayDerivation.Parts parts, MovementOptions options)
    {
        if (lastSampleMs is null)
        {
            return ValidityReason.NoData;
        }
        if (parts.Devices.Count == 0)
        {
            return ValidityReason.NoSteps;
        }
        if (parts.Wear.Basis == WearBasis.Steps)
        {
            if (HoursWithSteps(day, parts, options) < options.MinHoursWithSteps)
            {
                return ValidityReason.FewHours;
            }
        }
        else if (parts.Series.Worn.AsSpan().Count(true) < options.MinWornMinutes)
        {
            return ValidityReason.ShortWear;
        }
        if (parts.Merge.Total < options.MinDaySteps)
        {
            return ValidityReason.FewSteps;
        }
        if (parts.Merge.Total > options.MaxDaySteps)
        {
            return ValidityReason.ManySteps;
        }
        return parts.Devices.Exists(device => LacksReadings(device, parts, options)) ? ValidityReason.MissingReadings : null;
    }

    /// <summary>Hours of the day, from its start, with a reading and enough worn minutes.</summary>
    static int HoursWithSteps(LocalDay day, DayDerivation.Parts parts, MovementOptions options)
    {
        ulong read = 0;
        Span<int> worn = stackalloc int[64];
        worn.Clear();
        foreach (var device in parts.Devices)
        {
            foreach (var delta in device.Deltas)
            {
                if (delta.EndMs <= day.EndMs)
                {
                    read |= 1UL << (int)((delta.EndMs - 1 - day.StartMs) / HourMs);
                }
            }
        }
        for (var i = 0; i < parts.Series.Worn.Length; i++)
        {
            worn[i / 60] += parts.Series.Worn[i] ? 1 : 0;
        }
        var hours = 0;
        for (var hour = 0; hour < worn.Length; hour++)
        {
            hours += (read >> hour & 1) == 1 && worn[hour] >= options.MinHourWornMinutes ? 1 : 0;
        }
        return hours;
    }

    static bool LacksReadings(DeviceDay device, DayDerivation.Parts parts, MovementOptions options) =>
        device.Counter == CounterKind.Delta && device.OwnTotal is { } own &&
        Math.Max(device.Steps, parts.Merge.Total) * 100 < own * options.MinShareOfDeviceTotalPercent;
}
