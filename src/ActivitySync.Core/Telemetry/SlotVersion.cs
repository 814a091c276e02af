using System.Numerics;

namespace ActivitySync.Core.Telemetry;

/// <summary>
/// Orders statements about the same slot, so that the newest stands whatever the order of arrival. A statement is newer
/// when its sender made it later in the slot's life; lives are told apart in classes that double, so that a slot repeated
/// unchanged in every export of two days makes a handful of versions and not hundreds. Within a class the larger count is
/// the newer, because slots grow. A correction downward therefore stands from the next class on: for a slot of an hour
/// ago within the hour, for one of yesterday within a day.
/// </summary>
public static class SlotVersion
{
    /// <summary>Length of the first class, milliseconds: ten minutes (our choice).</summary>
    public const long FirstClassMs = 10 * 60 * 1000;

    /// <summary>The last class: slots stated later than 57 days after their start.</summary>
    public const int LastClass = 14;

    /// <summary>Highest version; six decimal digits, which fit below a millisecond in a clock of nanoseconds.</summary>
    public const int Highest = (LastClass * CountsPerClass) + CountsPerClass - 1;

    // 45,000 is the most a valid day has; a count beyond orders like this one.
    const int CountsPerClass = 65_536;

    /// <summary>The version of a statement, 0 to <see cref="Highest"/>.</summary>
    /// <param name="startMs">Start of the slot, Unix milliseconds UTC.</param>
    /// <param name="asOfMs">When the statement was made by its sender's clock, Unix milliseconds UTC.</param>
    /// <param name="count">Whole steps stated, 0 or more.</param>
    public static int Of(long startMs, long asOfMs, long count)
    {
        var age = (ulong)(Math.Max(0, asOfMs - startMs) / FirstClassMs);
        var ageClass = age == 0 ? 0 : Math.Min(LastClass, BitOperations.Log2(age) + 1);
        return (ageClass * CountsPerClass) + (int)Math.Clamp(count, 0, CountsPerClass - 1);
    }
}
