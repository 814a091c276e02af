using System.Numerics;

namespace ActivitySync.Core.Telemetry;

/// <summary>
/// Orders statements about the same delta by the clock of their sender, so that a correction stands whether it came before
/// or after what it corrects. The age of a statement is kept as a floating number of 16 bits' precision: to the
/// millisecond in the first minute, to 2 seconds after a day, to a minute after a month. Of statements that are no further
/// apart the larger stands, and any that tells when it was made stands before one that does not.
/// </summary>
public static class DeltaVersion
{
    // 2^40 ms are 34 years; the versions of all ages up to there are below SlotVersion.Highest.
    const long OldestMs = (1L << 40) - 1;

    const int ExactBits = 16;

    /// <summary>The version of a statement, 1 to <see cref="SlotVersion.Highest"/>; 0 is one that does not tell when it was made.</summary>
    /// <param name="timeMs">End of the delta's interval, Unix milliseconds UTC.</param>
    /// <param name="asOfMs">When the statement was made by its sender's clock, Unix milliseconds UTC.</param>
    public static int Of(long timeMs, long asOfMs)
    {
        var age = Math.Clamp(asOfMs - timeMs, 0, OldestMs);
        var exponent = Math.Max(0, BitOperations.Log2((ulong)age) - (ExactBits - 1));
        return 1 + (exponent << (ExactBits - 1)) + (int)(age >> exponent);
    }
}
