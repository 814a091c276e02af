using System.Globalization;
using System.Text;
using ActivitySync.Core.Telemetry;
using ActivitySync.Jobs;
using ActivitySync.Notify;
using ActivitySync.Tests.Support;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Tests.Jobs;

/// <summary>
/// Five weeks of three wearers through the road, in-process, on a clock of the test's own: clocks that change in New York
/// (8 March), Berlin (29 March) and, by half an hour, on Lord Howe Island (5 April); a journey, a flare, a rest day, a
/// snooze, a withdrawn entry, two days without the service, a watch that syncs two days late, a phone that dies. Every day
/// report, decision, event with its words, and retained topic is in a reviewed file.
/// </summary>
public sealed class SimulatedMonthTests
{
    const long StepMs = 30 * Some.MinuteMs;

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    static readonly long Start = At("2026-03-05T00:00:00Z");
    static readonly long End = At("2026-04-08T12:00:00Z");
    static readonly (long From, long To) Down = (At("2026-03-26T00:00:00Z"), At("2026-03-28T00:00:00Z"));
    static readonly (long From, long To) LateSync = (At("2026-03-31T00:00:00Z"), At("2026-04-02T00:00:00Z"));
    static readonly long PhoneDies = At("2026-04-04T15:00:00Z");

    static readonly SimulatedWearer[] Household =
    [
        new(Living("ana", "Europe/Berlin", "en",
            (At("2026-03-20T10:00:00Z"), "America/New_York"), (At("2026-03-24T22:00:00Z"), "Europe/Berlin")), eagerness: 3),
        new(Living("ben", "America/New_York", "en"), eagerness: 5),
        new(Living("coco", "Australia/Lord_Howe", "de"), eagerness: 2),
    ];

    // When the wearers tell something, and how.
    static readonly (long AtMs, string Topic, string Payload)[] Told =
    [
        .. Enumerable.Range(6, 30).Select(day => (At("2026-03-01T00:00:00Z") + (day * Some.DayMs) + Some.HourMs,
            "activitysync/wearers/ben/set/pain", day is 17 or 18 or 19 ? "6" : "3")),
        (At("2026-03-11T08:30:00Z"), "activitysync/wearers/ana/set/snooze", "120"),
        (At("2026-03-12T19:00:00Z"), "activitysync/v1/ana/journal", """{"ts":"2026-03-12T19:00:00Z","kind":"pain","value":9}"""),
        (At("2026-03-12T20:00:00Z"), "activitysync/v1/ana/journal", """{"ts":"2026-03-12T19:00:00Z","kind":"pain","deleted":true}"""),
        (At("2026-03-20T21:00:00Z"), "activitysync/wearers/coco/set/rest_day", "ON"),
        (At("2026-03-30T14:00:00Z"), "activitysync/wearers/ben/set/target_choice", "keep"),
        (At("2026-04-07T08:00:00Z"), "activitysync/wearers/ana/set/recalculate", "PRESS"),
    ];

    [Fact]
    public async Task A_month_of_three_wearers_is_as_reviewed()
    {
        await using var road = new Road([.. Household.Select(one => one.Wearer)]);
        await road.PrepareAsync(Stop);

        await LiveAsync(road);

        var actual = await StoryAsync(road);
        var expected = TestFolder.Path("Golden", "month", "expected.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(expected)!);
            await File.WriteAllTextAsync(expected, actual, Stop);
        }
        Assert.Equal(await File.ReadAllTextAsync(expected, Stop), actual);
    }

    static async Task LiveAsync(Road road)
    {
        var held = new List<(string Topic, string Payload)>();
        var late = new List<(string Topic, string Payload)>();
        for (var from = Start; from < End; from += StepMs)
        {
            var to = from + StepMs;
            foreach (var one in Household)
            {
                foreach (var (device, topic, payload) in one.Messages(from, to))
                {
                    if (one.Wearer.Id == "ben" && device == "phone" && to > PhoneDies)
                    {
                        continue;
                    }
                    (one.Wearer.Id == "coco" && device == "watch" && Within(LateSync, from) ? late : held).Add((topic, payload));
                }
            }
            held.AddRange(Told.Where(told => told.AtMs >= from && told.AtMs < to).Select(told => (told.Topic, told.Payload)));
            if (!Within(LateSync, from))
            {
                held.AddRange(late);
                late.Clear();
            }
            road.Time.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(to));
            if (!Within(Down, from))
            {
                await ServeAsync(road, held, isFullHour: to % Some.HourMs == 0);
            }
        }
    }

    static async Task ServeAsync(Road road, List<(string Topic, string Payload)> held, bool isFullHour)
    {
        held.ForEach(message => road.Receive(message.Topic, message.Payload));
        held.Clear();
        await road.DrainAsync(Stop);
        if (isFullHour)
        {
            await road.Scorer.RunAsync(Stop);
            await road.Devices.RunAsync(Stop);
            await road.Progress.RunAsync(Stop);
        }
        await road.Nudger.RunAsync(Stop);
    }

    static async Task<string> StoryAsync(Road road)
    {
        var story = new StringBuilder();
        var (first, last) = (new LocalDate(2026, 3, 1), new LocalDate(2026, 4, 30));
        foreach (var wearer in Household.Select(one => one.Wearer))
        {
            story.AppendLine(CultureInfo.InvariantCulture, $"# Days of {wearer.Id}");
            foreach (var row in await road.Store.ReadDaysAsync(wearer.Id, first, last, Stop))
            {
                var day = StoredReports.Parse(row);
                story.AppendLine(CultureInfo.InvariantCulture,
                    $"{LocalDatePattern.Iso.Format(day.Date)} {(day.EndMs - day.StartMs) / (double)Some.HourMs:0.#} h {day.Status} {day.Validity} {day.Excuse} steps {day.Steps} target {day.Target} {day.Met} score {day.Score} = {day.Points?.Volume}+{day.Points?.Spread}+{day.Points?.Intensity}+{day.Points?.Consistency} streak {day.Streak} flare {day.Flare.Active} revision {row.Revision}");
            }
            story.AppendLine(CultureInfo.InvariantCulture, $"# Decisions of {wearer.Id}");
            foreach (var row in await road.Store.ReadTargetsAsync(wearer.Id, first, last, Stop))
            {
                story.AppendLine(CultureInfo.InvariantCulture,
                    $"{LocalDatePattern.Iso.Format(row.Date)} {row.Action} {row.Steps} revision {row.Revision}: {row.Reason}");
            }
        }
        story.AppendLine("# Events, and what a notification says");
        foreach (var one in road.Spool.Outbox.Untold("mqtt", 10_000))
        {
            var wearer = Household.First(known => known.Wearer.Id == one.Wearer).Wearer;
            story.AppendLine(CultureInfo.InvariantCulture,
                $"{DateTimeOffset.FromUnixTimeMilliseconds(one.AtMs):yyyy-MM-dd HH:mm}Z {one.Key} | {NotificationText.Of(one, wearer, ContentLevel.Values).Text}");
        }
        story.AppendLine("# Retained topics at the end");
        foreach (var (publication, _) in road.Spool.State.Pending(10_000))
        {
            var isReport = publication.Topic.Contains("/day/", StringComparison.Ordinal); // told above
            story.AppendLine(CultureInfo.InvariantCulture,
                $"{publication.Topic}{(isReport ? "" : $" = {Encoding.UTF8.GetString(publication.Payload)}")}");
        }
        return story.ToString();
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
