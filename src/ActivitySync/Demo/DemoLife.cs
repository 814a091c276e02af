namespace ActivitySync.Demo;

/// <summary>
/// Invents days. The same seed, wearer and day index give the same day on every machine: the random numbers are drawn in
/// a fixed order from a generator of its own for each day.
/// </summary>
internal static class DemoLife
{
    /// <summary>Days of history the demo starts with.</summary>
    public const int HistoryDays = 28;

    // Day indexes of the flare in the recovering wearer's story.
    const int FlareFirst = 14;
    const int FlareLast = 18;

    /// <param name="story">Whose day.</param>
    /// <param name="seed">The demo's seed.</param>
    /// <param name="index">0 is the oldest day of history.</param>
    public static DemoDay Day(DemoStory story, int seed, int index)
    {
        var dice = new Random(unchecked((seed * 73_856_093) ^ (((int)story + 1) * 19_349_663) ^ ((index + 1) * 83_492_791)));
        var flare = story == DemoStory.RecoveringWithFlare && index is >= FlareFirst and <= FlareLast;
        var day = new DemoDay(
            new int[DemoDay.Minutes], new int[DemoDay.Minutes], new bool[DemoDay.Minutes], new bool[DemoDay.Minutes],
            story == DemoStory.RecoveringWithFlare ? Pain(dice, flare) : null);
        Wear(story, dice, day);
        Potter(story, dice, day, flare);
        foreach (var (minute, length, cadence) in Walks(story, dice, index, flare))
        {
            Walk(dice, day, minute, length, cadence);
        }
        Beat(story, dice, day);
        return day;
    }

    static int Pain(Random dice, bool flare) => flare ? 5 + dice.Next(3) : 2 + dice.Next(2);

    static void Wear(DemoStory story, Random dice, DemoDay day)
    {
        var on = 390 + dice.Next(60);
        var off = 1_350 + dice.Next(60);
        for (var minute = 0; minute < DemoDay.Minutes; minute++)
        {
            var charging = story == DemoStory.PhoneAndWatch && minute is >= 1_080 and < 1_140;
            day.WatchWorn[minute] = (minute >= on && minute < off && !charging) || story == DemoStory.SedentaryStarter;
            day.PhoneCarried[minute] = story == DemoStory.PhoneAndWatch
                && (minute is >= 450 and < 600 or >= 720 and < 780 or >= 1_020 and < 1_200);
        }
    }

    // Steps about the house and office: a few in some minutes of every waking hour.
    static void Potter(DemoStory story, Random dice, DemoDay day, bool flare)
    {
        var (chance, most) = story switch
        {
            DemoStory.SedentaryStarter => (0.10, 34),
            DemoStory.RecoveringWithFlare => (flare ? 0.07 : 0.16, 38),
            _ => (0.18, 42),
        };
        for (var minute = 420; minute < 1_350; minute++)
        {
            if (dice.NextDouble() < chance)
            {
                day.Steps[minute] = 4 + dice.Next(most);
            }
        }
    }

    static IEnumerable<(int Minute, int Length, int Cadence)> Walks(DemoStory story, Random dice, int index, bool flare)
    {
        switch (story)
        {
            case DemoStory.SedentaryStarter:
                yield return (735 + dice.Next(20), 6 + (index / 4) + dice.Next(4), 98);
                break;
            case DemoStory.RecoveringWithFlare when flare:
                yield return (600 + dice.Next(40), 5, 88);
                yield return (960 + dice.Next(40), 5, 88);
                break;
            case DemoStory.RecoveringWithFlare:
                yield return (480 + dice.Next(30), 12 + dice.Next(6), 104);
                yield return (780 + dice.Next(30), 6 + dice.Next(5), 100);
                yield return (1_080 + dice.Next(40), 16 + dice.Next(8), 108);
                break;
            default:
                yield return (465 + dice.Next(20), 18 + dice.Next(6), 112);
                yield return (725 + dice.Next(20), 10 + dice.Next(6), 106);
                yield return (1_085 + dice.Next(20), 20 + dice.Next(10), 118);
                break;
        }
    }

    static void Walk(Random dice, DemoDay day, int from, int length, int cadence)
    {
        for (var minute = from; minute < from + length && minute < DemoDay.Minutes; minute++)
        {
            day.Steps[minute] = cadence - 6 + dice.Next(13);
        }
    }

    static void Beat(DemoStory story, Random dice, DemoDay day)
    {
        var resting = story switch
        {
            DemoStory.SedentaryStarter => 68,
            DemoStory.RecoveringWithFlare => 63,
            _ => 58,
        };
        var effort = 0.0;
        for (var minute = 0; minute < DemoDay.Minutes; minute++)
        {
            // Heart rate follows effort with a lag of a few minutes, both up and down.
            effort += (day.Steps[minute] - effort) * 0.35;
            var waking = minute is >= 400 and < 1_380 ? 9 : 0;
            var bpm = (int)(resting + waking + (effort * 0.42)) + dice.Next(5) - 2;
            day.Bpm[minute] = day.WatchWorn[minute] ? bpm : 0;
        }
    }
}
