using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Tests.Scenarios;

/// <summary>
/// Somebody whose every step is known: some walks between eight and half past ten in the evening by the clock of where they
/// are, asleep at night. Same seed, same steps.
/// </summary>
internal sealed class Walker
{
    public const long MinuteMs = 60_000;
    public const long HourMs = 60 * MinuteMs;

    const int FirstWake = 8 * 60;
    const int LastWake = (22 * 60) + 30;

    readonly int[] _steps;

    public Walker(Wearer wearer, LocalDate from, LocalDate to, int seed)
    {
        Wearer = wearer;
        Days = [.. Enumerable.Range(0, Period.DaysBetween(from, to) + 1)
            .Select(i => LocalDays.Of(wearer, from.PlusDays(i))).OfType<LocalDay>()];
        StartMs = Days[0].StartMs;
        EndMs = Days[^1].EndMs;
        _steps = Walk(new Random(seed));
    }

    public Wearer Wearer { get; }

    public IReadOnlyList<LocalDay> Days { get; }

    public long StartMs { get; }

    public long EndMs { get; }

    /// <summary>Minutes from the first day's start to the last one's end.</summary>
    public int Minutes => _steps.Length;

    /// <summary>Steps truly made in a minute.</summary>
    public int this[int minute] => _steps[minute];

    /// <summary>Steps truly made in [fromMs, toMs), whole minutes.</summary>
    public int Between(long fromMs, long toMs)
    {
        var (from, to) = ((int)((fromMs - StartMs) / MinuteMs), (int)((toMs - StartMs) / MinuteMs));
        return _steps.AsSpan(Math.Max(0, from)..Math.Min(to, _steps.Length)).ToArray().Sum();
    }

    /// <summary>The true total of each day.</summary>
    public Dictionary<LocalDate, int> Truth() => Days.ToDictionary(day => day.Date, day => Between(day.StartMs, day.EndMs));

    int[] Walk(Random chance)
    {
        var steps = new int[(EndMs - StartMs) / MinuteMs];
        var left = 0;
        for (var minute = 0; minute < steps.Length; minute++)
        {
            var instant = Instant.FromUnixTimeMilliseconds(StartMs + (minute * MinuteMs));
            var time = instant.InZone(Wearer.Zones.At(instant)).TimeOfDay;
            var clock = (time.Hour * 60) + time.Minute;
            if (clock is < FirstWake or >= LastWake)
            {
                left = 0;
                continue;
            }
            left = left > 0 ? left - 1 : chance.Next(70) == 0 ? chance.Next(5, 20) : 0;
            steps[minute] = left > 0 ? chance.Next(85, 118) : chance.Next(6) == 0 ? chance.Next(1, 12) : 0;
        }
        return steps;
    }
}
