using NodaTime;

namespace ActivitySync.Tests.Scenarios;

/// <summary>Several devices, and apps that state amounts of slots and intervals.</summary>
internal static class SourceScenarios
{
    static readonly LocalDate June = new(2026, 6, 15);

    public static IEnumerable<Scenario> All() =>
    [
        Overlapping(), Alternating(), Partial(), WatchOnTheNightstand(), CountersThatOverlap(), GrowingSlots("growing-slots", June),
        GrowingSlots("dst-spring-slots", new(2026, 3, 29)), GrowingSlots("dst-autumn-slots", new(2026, 10, 25)),
        FromHoursToDays(), CorrectedDown(), DeltasCorrected(), MinuteSlots(), GrowingIntervals(), PhoneAndWatchAddedUp(), WatchAlone(),
    ];

    /// <summary>Phone and watch both saw every step: exact.</summary>
    static Scenario Overlapping() => TwoDevices("overlapping", 20, _ => true, _ => true);

    /// <summary>They take turns every two hours: exact.</summary>
    static Scenario Alternating() => TwoDevices("alternating", 21, minute => minute / 120 % 2 == 0, minute => minute / 120 % 2 == 1);

    /// <summary>Each saw two thirds, together everything: exact.</summary>
    static Scenario Partial() => TwoDevices("partial", 22, minute => minute / 45 % 3 != 0, minute => minute / 45 % 3 != 1);

    /// <summary>The watch counts zeros on the nightstand half the day; its heart rate tells it is not worn: exact.</summary>
    static Scenario WatchOnTheNightstand()
    {
        var walker = WalkerOf("nightstand", June.PlusDays(1), 23);
        static bool IsWorn(int minute) => minute / 360 % 2 == 1;
        return new Scenario(walker,
        [
            .. new Sender(walker, "watch").Minutes(IsWorn, zerosElsewhere: true).Hearts(IsWorn).Send().Messages,
            .. new Sender(walker, "phone").Minutes(minute => !IsWorn(minute) || minute % 3 > 0).Send().Messages,
        ]);
    }

    /// <summary>
    /// Two since-boot counters, read at different moments, the watch away from ten to one: within 2 %, for where the watch
    /// goes and comes the phone's steps are cut by time.
    /// </summary>
    static Scenario CountersThatOverlap()
    {
        var walker = WalkerOf("counters-that-overlap", June.PlusDays(1), 24);
        var (watch, phone) = (new Sender(walker, "watch"), new Sender(walker, "phone"));
        var (onWatch, onPhone) = (500, 90_000);
        for (var minute = 0; minute < walker.Minutes; minute++)
        {
            var isAway = minute % 1440 is >= 600 and < 780;
            onWatch += isAway ? 0 : walker[minute];
            onPhone += walker[minute];
            if (minute % 4 == 3 && !isAway)
            {
                watch.Sample(CounterScenarios.At(walker, minute + 1), onWatch, "since_boot", boot: $"{minute / 1440}-{minute % 1440 >= 780}");
            }
            if (minute % 6 == 5)
            {
                phone.Sample(CounterScenarios.At(walker, minute + 1), onPhone, "since_boot");
            }
            onWatch = minute % 1440 is 600 or 1439 ? 0 : onWatch;
        }
        var messages = watch.Send().Messages;
        messages.AddRange(phone.Sample(walker.StartMs, 90_000, "since_boot").Send().Messages);
        return new Scenario(walker, messages) { WithinPercent = 2 };
    }

    /// <summary>
    /// Hour slots with thousandths, sent again every two hours while they grow, and all of yesterday's each morning: exact.
    /// </summary>
    static Scenario GrowingSlots(string name, LocalDate date)
    {
        var walker = new Walker(CounterScenarios.Given(name), date, date.PlusDays(1), 25);
        var phone = new Sender(walker, "phone");
        for (var asOfMs = walker.StartMs + Walker.HourMs; asOfMs <= walker.EndMs + Walker.HourMs; asOfMs += 2 * Walker.HourMs)
        {
            SendHours(phone, walker, Math.Max(walker.StartMs, asOfMs - (26 * Walker.HourMs)), Math.Min(asOfMs - (20 * Walker.MinuteMs), walker.EndMs), asOfMs);
        }
        SendHours(phone, walker, walker.StartMs, walker.EndMs, walker.EndMs + (9 * Walker.HourMs));
        return new Scenario(walker, phone.Send().Messages);
    }

    static void SendHours(Sender phone, Walker walker, long fromMs, long toMs, long asOfMs)
    {
        for (var slotMs = fromMs; slotMs < toMs; slotMs += Walker.HourMs)
        {
            phone.Sample(slotMs + Walker.HourMs, SlotSteps(walker, slotMs, toMs), "hour_slot", slotMs, asOfMs: asOfMs);
        }
    }

    /// <summary>What an app says of the hour from slotMs on when it knows the time up to toMs.</summary>
    internal static decimal SlotSteps(Walker walker, long slotMs, long toMs)
    {
        var endMs = slotMs + Walker.HourMs;
        return walker.Between(slotMs, Math.Min(endMs, toMs)) + Borrowed(walker, slotMs, toMs) - Borrowed(walker, endMs, toMs);
    }

    // Samples are cut across hours: a part of a step moves from an hour to the one before it, never over midnight.
    static decimal Borrowed(Walker walker, long atMs, long toMs) =>
        atMs >= toMs || walker.Days.Any(day => day.StartMs == atMs) || walker.Between(atMs, atMs + Walker.HourMs) < 2
            ? 0 : -0.001m * (atMs / Walker.HourMs % 17 * 43 % 400);

    /// <summary>The user switches the app from hours to days at two o'clock: exact.</summary>
    static Scenario FromHoursToDays()
    {
        var walker = WalkerOf("from-hours-to-days", June.PlusDays(1), 26);
        var phone = new Sender(walker, "phone");
        var first = walker.Days[0];
        SendHours(phone, walker, first.StartMs, first.StartMs + (14 * Walker.HourMs), first.StartMs + (14 * Walker.HourMs));
        foreach (var day in walker.Days)
        {
            for (var asOfMs = day.StartMs + (15 * Walker.HourMs); asOfMs < day.EndMs + (10 * Walker.HourMs); asOfMs += 3 * Walker.HourMs)
            {
                phone.Sample(day.EndMs, walker.Between(day.StartMs, Math.Min(asOfMs, day.EndMs)), "day_slot", day.StartMs, asOfMs: asOfMs);
            }
        }
        return new Scenario(walker, phone.Send().Messages);
    }

    /// <summary>An hour was told too high and is corrected downward the next day: exact.</summary>
    static Scenario CorrectedDown()
    {
        var walker = WalkerOf("corrected-down", June, 27);
        var phone = new Sender(walker, "phone");
        for (var slotMs = walker.StartMs; slotMs < walker.EndMs; slotMs += Walker.HourMs)
        {
            var truth = walker.Between(slotMs, slotMs + Walker.HourMs);
            phone.Sample(slotMs + Walker.HourMs, truth + 700.25m, "hour_slot", slotMs, asOfMs: slotMs + (2 * Walker.HourMs));
            phone.Sample(slotMs + Walker.HourMs, truth, "hour_slot", slotMs, asOfMs: slotMs + (26 * Walker.HourMs));
        }
        return new Scenario(walker, phone.Send().Messages);
    }

    /// <summary>
    /// A watch sends minutes as they come; in the evening it has thought again and sends those of the afternoon anew, some
    /// with fewer steps and some with more. Others it told twice, the first time cut short: exact.
    /// </summary>
    static Scenario DeltasCorrected()
    {
        var walker = WalkerOf("deltas-corrected", June, 34);
        var watch = new Sender(walker, "watch");
        for (var minute = 0; minute < walker.Minutes; minute++)
        {
            var (fromMs, truth) = (CounterScenarios.At(walker, minute), walker[minute]);
            var isAfternoon = minute is >= 720 and < 1080;
            var first = isAfternoon ? (minute % 3) switch { 0 => truth + 9, 1 => truth / 2, _ => truth }
                : minute % 5 == 0 ? truth / 3 : truth;
            watch.Sample(fromMs + Walker.MinuteMs, first, "delta", fromMs, asOfMs: isAfternoon ? fromMs + Walker.MinuteMs + 500 : null);
            if (isAfternoon || first != truth)
            {
                watch.Sample(fromMs + Walker.MinuteMs, truth, "delta", fromMs, asOfMs: isAfternoon ? walker.EndMs - Walker.HourMs : null);
            }
        }
        return new Scenario(walker, watch.Send().Messages);
    }

    /// <summary>Minute slots, the last hour sent again with each export: exact.</summary>
    static Scenario MinuteSlots()
    {
        var walker = WalkerOf("minute-slots", June, 28);
        var phone = new Sender(walker, "phone");
        for (var export = 30; export <= walker.Minutes; export += 30)
        {
            for (var minute = Math.Max(0, export - 60); minute < export; minute++)
            {
                var fromMs = CounterScenarios.At(walker, minute);
                phone.Sample(fromMs + Walker.MinuteMs, walker[minute], "minute_slot", fromMs, asOfMs: CounterScenarios.At(walker, export));
            }
        }
        return new Scenario(walker, phone.Send().Messages);
    }

    /// <summary>
    /// A phone answers with its total from midnight to now, at odd moments, from other starts too, and once in the morning
    /// for all of yesterday: exact.
    /// </summary>
    static Scenario GrowingIntervals()
    {
        var walker = WalkerOf("growing-intervals", June.PlusDays(1), 29);
        var phone = new Sender(walker, "phone");
        foreach (var day in walker.Days)
        {
            for (var hour = 7; hour < 23; hour += 3)
            {
                var (toMs, laterMs) = (day.StartMs + (hour * Walker.HourMs), day.StartMs + ((hour - 5) * Walker.HourMs));
                phone.Sample(toMs, walker.Between(day.StartMs, toMs), "interval_total", day.StartMs);
                phone.Sample(toMs + Walker.MinuteMs, walker.Between(laterMs, toMs + Walker.MinuteMs), "interval_total", laterMs);
            }
            phone.Sample(day.EndMs, walker.Between(day.StartMs, day.EndMs), "interval_total", day.StartMs);
        }
        return new Scenario(walker, phone.Send().Messages);
    }

    /// <summary>
    /// home-assistant/android 7510: a Galaxy Fit 3 and a Note 20 write records that overlap; added up they give 13,405, and
    /// 7,639 were made. Ours: exact.
    /// </summary>
    static Scenario PhoneAndWatchAddedUp() => Published("phone-and-watch-added-up", 7_639, phone: (8, 18), watch: (8, 22),
        atHour: hour => hour < 18 ? 5_766 / 10 : (7_639 - (10 * (5_766 / 10))) / 4, phoneTotal: 13_405 - 7_639);

    /// <summary>
    /// open-wearables 1287: an iPhone and an Apple Watch; the watch alone has 4,157, both together 14,079, for the watch was
    /// off the wrist for most of the day. Ours: exact.
    /// </summary>
    static Scenario WatchAlone() => Published("watch-alone", 14_079, phone: (8, 20), watch: (17, 22),
        atHour: hour => hour < 17 ? (14_079 - 4_157) / 9 : 4_157 / 5, phoneTotal: null);

    // A day in minutes, so many steps an hour, the rest of the total in its last minute.
    static Scenario Published(
        string name, int truth, (int From, int To) phone, (int From, int To) watch, Func<int, int> atHour, int? phoneTotal)
    {
        var walker = WalkerOf(name, June, 0);
        var minutes = new int[walker.Minutes];
        for (var minute = 8 * 60; minute < 22 * 60; minute++)
        {
            var hour = atHour(minute / 60);
            minutes[minute] = (hour / 60) + (minute % 60 < hour % 60 ? 1 : 0);
        }
        var boundary = (watch.From > 8 ? watch.From * 60 : 18 * 60) - 1;
        var early = watch.From > 8 ? truth - 4_157 : phoneTotal!.Value;
        minutes[boundary] += early - minutes[..(boundary + 1)].Sum();
        minutes[(22 * 60) - 1] += truth - minutes.Sum();
        var (onPhone, onWatch) = (new Sender(walker, "phone"), new Sender(walker, "watch"));
        for (var minute = 0; minute < minutes.Length; minute++)
        {
            var fromMs = CounterScenarios.At(walker, minute);
            _ = minute / 60 >= phone.From && minute / 60 < phone.To
                ? onPhone.Sample(fromMs + Walker.MinuteMs, minutes[minute], "delta", fromMs) : null;
            _ = minute / 60 >= watch.From && minute / 60 < watch.To
                ? onWatch.Sample(fromMs + Walker.MinuteMs, minutes[minute], "delta", fromMs) : null;
        }
        return new Scenario(walker, [.. onPhone.Send().Messages, .. onWatch.Send().Messages])
        {
            Truth = new Dictionary<LocalDate, int> { [June] = truth },
        };
    }

    static Scenario TwoDevices(string name, int seed, Func<int, bool> watch, Func<int, bool> phone)
    {
        var walker = WalkerOf(name, June.PlusDays(1), seed);
        return new Scenario(walker,
            [.. new Sender(walker, "watch").Minutes(watch).Send().Messages, .. new Sender(walker, "phone").Minutes(phone).Send().Messages]);
    }

    static Walker WalkerOf(string name, LocalDate to, int seed) => new(CounterScenarios.Given(name, "watch", "phone"), June, to, seed);
}
