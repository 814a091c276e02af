using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Tests.Scenarios;

/// <summary>
/// Five weeks of three wearers in steps of half an hour, each with a watch and a phone: clocks that change in New York
/// (8 March), Berlin (29 March) and, by half an hour, on Lord Howe Island (5 April); Ana's journey to New York and back and
/// a pain she told by mistake and withdrew; Ben's flare, sick day and phone that dies; Coco's rest day, flare and the watch
/// that syncs two days late; and two days without the service.
/// </summary>
internal static class SimulatedMonth
{
    const long StepMs = 30 * Some.MinuteMs;

    static readonly long Start = At("2026-03-05T00:00:00Z");
    static readonly long End = At("2026-04-08T12:00:00Z");
    static readonly (long From, long To) Down = (At("2026-03-26T00:00:00Z"), At("2026-03-28T00:00:00Z"));
    static readonly (long From, long To) LateSync = (At("2026-03-31T00:00:00Z"), At("2026-04-02T00:00:00Z"));
    static readonly long PhoneDies = At("2026-04-04T15:00:00Z");

    static readonly Wearer Ana = Living("ana", "Europe/Berlin", "en",
        (At("2026-03-20T10:00:00Z"), "America/New_York"), (At("2026-03-24T22:00:00Z"), "Europe/Berlin"));

    static readonly Wearer Ben = Living("ben", "America/New_York", "en") with
    {
        Nudges = new NudgeSettings { QuietFrom = new LocalTime(12, 0), QuietUntil = new LocalTime(14, 0) },
    };

    static readonly Wearer Coco = Living("coco", "Australia/Lord_Howe", "de") with
    {
        Nudges = new NudgeSettings
        {
            MaxPerDay = 2,
            Weekdays = new HashSet<IsoDayOfWeek>
            {
                IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday,
            },
        },
        Target = new TargetSettings { RaiseNeedsChoice = true },
    };

    /// <summary>Everybody.</summary>
    public static IReadOnlyList<Wearer> Wearers { get; } = [Ana, Ben, Coco];

    /// <summary>The clock before the first step.</summary>
    public static DateTimeOffset Begin { get; } = DateTimeOffset.FromUnixTimeMilliseconds(Start);

    // When the wearers tell something, and how. Without Ana's evenings the nine of 12 March would be no flare.
    static readonly (long AtMs, string Topic, string Payload)[] Told =
    [
        .. Enumerable.Range(0, 34).Select(day => (
            At("2026-03-05T20:30:00Z") + (day * Some.DayMs), "activitysync/wearers/ana/set/pain", "2")),
        .. Enumerable.Range(6, 30).Select(day => (At("2026-03-01T00:00:00Z") + (day * Some.DayMs) + Some.HourMs,
            "activitysync/wearers/ben/set/pain", day is 17 or 18 or 19 ? "6" : "3")),
        (At("2026-03-11T08:30:00Z"), "activitysync/wearers/ana/set/snooze", "120"),
        (At("2026-03-12T17:00:00Z"), "activitysync/v1/ana/journal", """{"ts":"2026-03-12T17:00:00Z","kind":"pain","value":9}"""),
        (At("2026-03-12T19:00:00Z"), "activitysync/v1/ana/journal", """{"ts":"2026-03-12T17:00:00Z","kind":"pain","deleted":true}"""),
        (At("2026-03-20T21:00:00Z"), "activitysync/wearers/coco/set/rest_day", "ON"),
        (At("2026-03-30T02:00:00Z"), "activitysync/wearers/coco/set/target_choice", "more"),
        (At("2026-03-30T14:00:00Z"), "activitysync/wearers/ben/set/target_choice", "keep"),
        (At("2026-04-02T12:00:00Z"), "activitysync/wearers/ben/set/sick_day", "ON"),
        (At("2026-04-02T22:00:00Z"), "activitysync/wearers/coco/set/flare", "ON"),
        (At("2026-04-05T22:00:00Z"), "activitysync/wearers/coco/set/flare", "OFF"),
        (At("2026-04-07T08:00:00Z"), "activitysync/wearers/ana/set/recalculate", "PRESS"),
    ];

    /// <summary>The steps, in order; each call begins anew.</summary>
    public static IEnumerable<MonthStep> Steps()
    {
        SimulatedWearer[] household = [new(Ana, eagerness: 3), new(Ben, eagerness: 5), new(Coco, eagerness: 2)];
        var late = new List<(string Topic, string Payload)>();
        for (var from = Start; from < End; from += StepMs)
        {
            var to = from + StepMs;
            var sent = new List<(string Topic, string Payload)>();
            foreach (var one in household)
            {
                foreach (var (device, topic, payload) in one.Messages(from, to))
                {
                    if (one.Wearer == Ben && device == "phone" && to > PhoneDies)
                    {
                        continue;
                    }
                    (one.Wearer == Coco && device == "watch" && Within(LateSync, from) ? late : sent).Add((topic, payload));
                }
            }
            sent.AddRange(Told.Where(told => told.AtMs >= from && told.AtMs < to).Select(told => (told.Topic, told.Payload)));
            if (!Within(LateSync, from))
            {
                sent.AddRange(late);
                late.Clear();
            }
            yield return new MonthStep(
                DateTimeOffset.FromUnixTimeMilliseconds(to), sent, IsServed: !Within(Down, from), to % Some.HourMs == 0);
        }
    }

    static Wearer Living(string id, string zone, string language, params (long AtMs, string Zone)[] moves) => new()
    {
        Id = id,
        Zones = new ZoneTimeline(
            Given.Zone(zone), [.. moves.Select(move => (Instant.FromUnixTimeMilliseconds(move.AtMs), Given.Zone(move.Zone)))]),
        DevicePriority = ["watch", "phone"],
        BirthYear = 1980,
        Language = language,
    };

    static bool Within((long From, long To) time, long atMs) => atMs >= time.From && atMs < time.To;

    static long At(string text) => InstantPattern.General.Parse(text).Value.ToUnixTimeMilliseconds();
}

/// <summary>Half an hour.</summary>
/// <param name="To">Its end.</param>
/// <param name="Messages">What was sent in it.</param>
/// <param name="IsServed">Whether the service runs.</param>
/// <param name="IsFullHour">At full hours all jobs wake, at half past only nudges.</param>
internal sealed record MonthStep(
    DateTimeOffset To, IReadOnlyList<(string Topic, string Payload)> Messages, bool IsServed, bool IsFullHour);
