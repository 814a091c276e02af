namespace ActivitySync.Core.Decoding;

/// <summary>What a reading may be at most and at least.</summary>
internal static class Plausible
{
    /// <summary>A day's worth of lifetime counting stays far below; JSON numbers are exact up to here.</summary>
    public const long MaxCount = 9_007_199_254_740_992;

    /// <summary>Below and above <see cref="HighestBpm"/>, no living wearer was measured: the sensor was off the wrist.</summary>
    public const int LowestBpm = 25;

    /// <summary>See <see cref="LowestBpm"/>.</summary>
    public const int HighestBpm = 230;
}
