namespace ActivitySync.Demo;

/// <summary>What a pretended wearer did on one day, minute by minute of the local day (1,440 entries).</summary>
/// <param name="Steps">Steps in each minute.</param>
/// <param name="Bpm">Median heart rate in each minute; 0 where the watch was not worn.</param>
/// <param name="WatchWorn">Whether the watch was worn in that minute.</param>
/// <param name="PhoneCarried">Whether the phone was carried in that minute.</param>
/// <param name="Pain">Pain told that evening, 0 to 10; null when not told.</param>
internal sealed record DemoDay(int[] Steps, int[] Bpm, bool[] WatchWorn, bool[] PhoneCarried, int? Pain)
{
    public const int Minutes = 1_440;
}
