using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Tests.Scenarios;

/// <summary>Counters that restart, roll over, stop, stutter and travel.</summary>
internal static class CounterScenarios
{
    static readonly LocalDate June = new(2026, 6, 15);

    public static IEnumerable<Scenario> All() =>
    [
        RebootsAtNight(), RebootsInMidWalk(), Rollover(), ResetsAtMidnight(), StaleAfterMidnight(), ZeroAfterPositive(),
        MixedCounter(), TwoGateways(), Sessions(), Travel("travel-west", "Europe/Berlin", "America/New_York"),
        Travel("travel-east", "America/New_York", "Europe/Berlin"), CounterOnTheDayClocksChange("dst-spring-counter", new(2026, 3, 29)),
        CounterOnTheDayClocksChange("dst-autumn-counter", new(2026, 10, 25)),
    ];

    /// <summary>The phone starts anew each night: exact.</summary>
    static Scenario RebootsAtNight() => Counting("reboots-at-night", 1, "since_boot", 5, (walker, minute) => minute / 1440);

    /// <summary>It starts anew in mid-walk and forgets up to a minute of it: within 2 %.</summary>
    static Scenario RebootsInMidWalk()
    {
        var told = Counting("reboots-in-mid-walk", 2, "since_boot", 1, (walker, minute) => (minute + 333) / 700, forgets: true);
        return told with { WithinPercent = 2 };
    }

    /// <summary>A band of 16 bits passes its end: exact, given its modulus.</summary>
    static Scenario Rollover()
    {
        var wearer = Given("rollover") with { CounterModuli = new Dictionary<string, long> { ["band"] = 65_536 } };
        var walker = new Walker(wearer, June, June.PlusDays(1), 3);
        var band = new Sender(walker, "band");
        var count = 60_000L;
        band.Sample(walker.StartMs, count, "lifetime");
        for (var minute = 0; minute < walker.Minutes; minute++)
        {
            count += walker[minute];
            if (minute % 5 == 4)
            {
                band.Sample(At(walker, minute + 1), count % 65_536, "lifetime");
            }
        }
        return new Scenario(walker, band.Send().Messages);
    }

    /// <summary>Since-midnight readings every ten minutes, nobody awake at midnight: exact.</summary>
    static Scenario ResetsAtMidnight() => Daily("resets-at-midnight", 4, (_, _, count) => count);

    /// <summary>The watch shows yesterday's figure until its screen wakes at half past seven: exact.</summary>
    static Scenario StaleAfterMidnight()
    {
        var yesterday = 0;
        return Daily("stale-after-midnight", 5, (_, clock, count) =>
        {
            yesterday = clock >= 23 * 60 ? count : yesterday;
            return clock is > 0 and < 450 ? yesterday : count;
        });
    }

    /// <summary>Some answers are empty and come as zero: exact.</summary>
    static Scenario ZeroAfterPositive() => Daily("zero-after-positive", 6, (index, _, count) => index % 7 == 3 ? 0 : count);

    /// <summary>Every other message holds the steps since the last one instead of the day's: exact.</summary>
    static Scenario MixedCounter()
    {
        var last = 0;
        return Daily("mixed-counter", 7, (index, clock, count) =>
        {
            var delta = count - last;
            last = count;
            return index % 2 == 0 || clock < 60 || count < 2_000 ? count : Math.Min(delta, 200);
        });
    }

    /// <summary>Two gateways hear one band, each misses a third, seconds apart: exact.</summary>
    static Scenario TwoGateways()
    {
        var walker = new Walker(Given("two-gateways"), June, June.PlusDays(1), 8);
        var (kitchen, bedroom) = (new Sender(walker, "band"), new Sender(walker, "band"));
        EachTenMinutes(walker, (index, clock, timeMs, count) =>
        {
            _ = index % 3 == 0 ? null : kitchen.Sample(timeMs, count, "since_midnight");
            _ = index % 3 == 1 ? null : bedroom.Sample(timeMs + 500, count, "since_midnight");
        });
        return new Scenario(walker, [.. kitchen.Send().Messages, .. bedroom.Send().Messages]);
    }

    /// <summary>A logger that counts from the start of each recording, three a day; ends of messages overtake: exact.</summary>
    static Scenario Sessions()
    {
        var walker = new Walker(Given("sessions"), June, June, 9);
        var phone = new Sender(walker, "phone");
        var (session, count) = (-1, 0);
        for (var minute = 0; minute < walker.Minutes; minute++)
        {
            if (minute / 480 != session)
            {
                (session, count) = (minute / 480, 0);
            }
            count += walker[minute];
            phone.Sample(At(walker, minute + 1), count, "session", boot: $"recording-{session}");
        }
        var messages = phone.Send().Messages;
        messages.Reverse();
        return new Scenario(walker, messages);
    }

    /// <summary>A watch that takes over the local time on landing, read every ten minutes: exact.</summary>
    static Scenario Travel(string name, string from, string to)
    {
        var landing = Instant.FromUtc(2026, 6, 15, 19, 0);
        var wearer = new Wearer
        {
            Id = name,
            Zones = new ZoneTimeline(Support.Given.Zone(from), [(landing, Support.Given.Zone(to))]),
        };
        return Daily(new Walker(wearer, June, June.PlusDays(2), 10), (_, _, count) => count);
    }

    /// <summary>A since-midnight counter on a day of 23 or 25 hours: exact.</summary>
    static Scenario CounterOnTheDayClocksChange(string name, LocalDate date) =>
        Daily(new Walker(Given(name), date.PlusDays(-1), date.PlusDays(1), 11), (_, _, count) => count);

    static Scenario Counting(
        string name, int seed, string counter, int everyMinutes, Func<Walker, int, int> bootOf, bool forgets = false)
    {
        var walker = new Walker(Given(name), June, June.PlusDays(1), seed);
        var phone = new Sender(walker, "phone");
        var (count, boot) = (1_200, 0);
        phone.Sample(walker.StartMs, count, counter, boot: "boot-0");
        for (var minute = 0; minute < walker.Minutes; minute++)
        {
            if (bootOf(walker, minute) != boot)
            {
                (count, boot) = (0, bootOf(walker, minute));
                if (forgets)
                {
                    continue;
                }
            }
            count += walker[minute];
            if (minute % everyMinutes == everyMinutes - 1)
            {
                phone.Sample(At(walker, minute + 1), count, counter, boot: $"boot-{boot}");
            }
        }
        return new Scenario(walker, phone.Send().Messages);
    }

    static Scenario Daily(string name, int seed, Func<int, int, int, int> shown) =>
        Daily(new Walker(Given(name), June, June.PlusDays(1), seed), shown);

    // shown: index of the reading, minutes since local midnight, true count of the device's day → what the device says.
    static Scenario Daily(Walker walker, Func<int, int, int, int> shown)
    {
        var watch = new Sender(walker, "watch");
        EachTenMinutes(walker, (index, clock, timeMs, count) => watch.Sample(timeMs, shown(index, clock, count), "since_midnight"));
        return new Scenario(walker, watch.Send().Messages);
    }

    internal static void EachTenMinutes(Walker walker, Action<int, int, long, int> read)
    {
        var (count, index, date) = (0, 0, walker.Days[0].Date);
        for (var minute = 0; minute < walker.Minutes; minute++)
        {
            var instant = Instant.FromUnixTimeMilliseconds(At(walker, minute));
            var local = instant.InZone(walker.Wearer.Zones.At(instant));
            // A clock put back over midnight does not bring yesterday back to a counter.
            (count, date) = local.Date > date ? (0, local.Date) : (count, date);
            count += walker[minute];
            if (minute % 10 == 9)
            {
                // A second before the minute is over, so that the last reading of a day is of that day.
                read(index++, (local.Hour * 60) + local.Minute, At(walker, minute + 1) - 1_000, count);
            }
        }
    }

    internal static Wearer Given(string name, params string[] devices) =>
        Support.Given.Wearer("Europe/Berlin", devices) with { Id = name };

    internal static long At(Walker walker, int minute) => walker.StartMs + (minute * Walker.MinuteMs);
}
