using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>How far down the wearer's list of trust a device stands.</summary>
internal static class DeviceRank
{
    /// <summary>0 for the most trusted; devices not named share the last rank.</summary>
    public static int Of(Wearer wearer, string device)
    {
        for (var i = 0; i < wearer.DevicePriority.Count; i++)
        {
            if (wearer.DevicePriority[i] == device)
            {
                return i;
            }
        }
        return int.MaxValue;
    }
}
