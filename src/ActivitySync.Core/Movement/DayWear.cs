using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// When devices were worn in a day. A device that measures the heart is worn where it found a beat or counted a step;
/// its zero steps say nothing. Another one is judged by its runs of zeros. The wearer counts as wearing when any device
/// was worn.
/// </summary>
internal sealed class DayWear(HeartRateMinutes heart, MovementOptions options)
{
    /// <summary>Minutes in which any device was worn.</summary>
    public bool[] Joined { get; } = new bool[heart.Twice.Length];

    /// <summary>What wear was found from.</summary>
    public WearBasis Basis { get; private set; }

    /// <summary>Minutes in which a step counter was worn, which then joins the day's.</summary>
    public bool[] Of(DeviceDay device, LocalDay day)
    {
        var states = heart.StatesOf(device.Device);
        var worn = states is null ? WearTime.FromSteps(OwnMinutes(device, day), options) : FromHeart(states);
        if (states is not null)
        {
            AddSteps(worn, device, day);
        }
        Join(worn, states is null ? WearBasis.Steps : WearBasis.HeartRate);
        return worn;
    }

    /// <summary>Joins devices that measure the heart and count no steps.</summary>
    public void AddHeartRateOnlyDevices(List<DeviceDay> stepDevices)
    {
        foreach (var device in heart.Devices)
        {
            if (!stepDevices.Exists(known => known.Device == device))
            {
                Join(FromHeart(heart.StatesOf(device)!), WearBasis.HeartRate);
            }
        }
    }

    bool[] FromHeart(sbyte[] states)
    {
        for (var i = 0; i < states.Length; i++)
        {
            if (states[i] == WearTime.Valid && heart.Twice[i] == 0)
            {
                states[i] = WearTime.Invalid;
            }
        }
        return WearTime.FromHeartRate(states, options);
    }

    static void AddSteps(bool[] worn, DeviceDay device, LocalDay day)
    {
        var steps = new int[worn.Length];
        foreach (var interval in device.Intervals)
        {
            if (interval is { Steps: > 0, IsCoarse: false })
            {
                Apportion.ToMinutes(steps, day.StartMs, interval.StartMs, interval.EndMs, interval.Steps);
            }
        }
        for (var i = 0; i < worn.Length; i++)
        {
            worn[i] |= steps[i] > 0;
        }
    }

    void Join(ReadOnlySpan<bool> worn, WearBasis basis)
    {
        Basis = Basis == WearBasis.None || Basis == basis ? basis : WearBasis.Both;
        for (var i = 0; i < worn.Length; i++)
        {
            Joined[i] |= worn[i];
        }
    }

    static int[] OwnMinutes(DeviceDay device, LocalDay day)
    {
        var alone = new StepMerge(day);
        alone.Add(device.Intervals, new bool[day.Minutes]);
        return alone.Minutes;
    }
}
