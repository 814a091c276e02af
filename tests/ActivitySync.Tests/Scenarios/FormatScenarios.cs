using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Tests.Scenarios;

/// <summary>The same walkers, told of by apps and gateways in their own words.</summary>
internal static class FormatScenarios
{
    static readonly LocalDate June = new(2026, 6, 15);
    static readonly OffsetDateTimePattern ExportDate = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss o<+HHmm>");

    public static IEnumerable<Scenario> All() =>
        [BandHeardByTwoGateways(), PhoneThroughHealthAutoExport(), PhoneThroughOwnTracks(), WatchThroughTraccar(), HomeAssistantEvents()];

    /// <summary>
    /// Theengs: two gateways hear one band, each misses a third, and tell no time, so that their receipts stand: exact.
    /// </summary>
    static Scenario BandHeardByTwoGateways()
    {
        var walker = WalkerOf("theengs-two-gateways", 40);
        var messages = new List<Message>();
        CounterScenarios.EachTenMinutes(walker, (index, _, timeMs, count) =>
        {
            foreach (var (gateway, isDeaf, laterMs) in new[] { ("kitchen", index % 3 == 0, 0), ("bedroom", index % 3 == 1, 400) })
            {
                if (!isDeaf)
                {
                    messages.Add(new Message($"home/{gateway}/BTtoMQTT/AABBCCDDEE40",
                        $$"""{"id":"AA:BB:CC:DD:EE:40","rssi":-{{60 + (index % 30)}},"model_id":"MB/SW","steps":{{count}}}""", timeMs + laterMs));
                }
            }
        });
        return Told(walker, messages, """
            { "name": "bluetooth", "format": "theengs", "topic": "home/+/BTtoMQTT/+", "wearer": "theengs-two-gateways",
              "devices": { "AA:BB:CC:DD:EE:40": { "device": "band" } } }
            """);
    }

    /// <summary>Hours with parts of a step, the last 26 hours every two hours and everything once more in the morning: exact.</summary>
    static Scenario PhoneThroughHealthAutoExport()
    {
        var walker = WalkerOf("health-auto-export", 41);
        var messages = new List<Message>();
        for (var nowMs = walker.StartMs + Walker.HourMs; nowMs <= walker.EndMs; nowMs += 2 * Walker.HourMs)
        {
            messages.Add(Export(walker, Math.Max(walker.StartMs, nowMs - (26 * Walker.HourMs)), nowMs - (20 * Walker.MinuteMs)));
        }
        messages.Add(Export(walker, walker.StartMs, walker.EndMs));
        return Told(walker, messages, """
            { "name": "iphone", "format": "health-auto-export", "topic": "autoexport/41", "wearer": "health-auto-export",
              "unknown": "allow", "grouping": "hour" }
            """);
    }

    static Message Export(Walker walker, long fromMs, long toMs)
    {
        var rows = new List<string>();
        for (var slotMs = fromMs; slotMs < toMs; slotMs += Walker.HourMs)
        {
            var date = ExportDate.Format(Instant.FromUnixTimeMilliseconds(slotMs).InZone(walker.Days[0].Zone).ToOffsetDateTime());
            var steps = SourceScenarios.SlotSteps(walker, slotMs, toMs).ToString(CultureInfo.InvariantCulture);
            rows.Add($$"""{"qty":{{steps}},"date":"{{date}}","source":"iPhone"}""");
        }
        return new Message("autoexport/41", $$$"""{"data":{"metrics":[{"name":"step_count","units":"count","data":[{{{string.Join(',', rows)}}}]}]}}""");
    }

    /// <summary>The phone answers with its total since midnight whenever it wakes, next morning for yesterday: exact.</summary>
    static Scenario PhoneThroughOwnTracks()
    {
        var walker = WalkerOf("own-tracks", 42);
        var messages = new List<Message>();
        foreach (var day in walker.Days)
        {
            for (var toMs = day.StartMs + (5 * Walker.HourMs); toMs < day.EndMs; toMs += 73 * Walker.MinuteMs)
            {
                messages.Add(Answer(walker, day.StartMs, toMs, toMs));
            }
            messages.Add(Answer(walker, day.StartMs, day.EndMs, day.EndMs + (8 * Walker.HourMs)));
        }
        return Told(walker, messages, """
            { "name": "owntracks", "format": "owntracks", "topic": "owntracks/walker/iphone/step", "wearer": "own-tracks", "device": "iphone" }
            """);
    }

    static Message Answer(Walker walker, long fromMs, long toMs, long saidMs) => new("owntracks/walker/iphone/step",
        $$"""{"_type":"steps","tst":{{saidMs / 1_000}},"from":{{fromMs / 1_000}},"to":{{toMs / 1_000}},"steps":{{walker.Between(fromMs, toMs)}},"floorsup":3}""");

    /// <summary>A GPS watch whose steps ride on positions, and are empty in every seventh: exact.</summary>
    static Scenario WatchThroughTraccar()
    {
        var walker = WalkerOf("traccar", 43);
        var messages = new List<Message>();
        CounterScenarios.EachTenMinutes(walker, (index, _, timeMs, count) => messages.Add(new Message("positions",
            $$$"""{"position":{"deviceTime":"{{{Utc(timeMs)}}}","latitude":1.5,"attributes":{"steps":{{{(index % 7 == 3 ? 0 : count)}}} }},"device":{"uniqueId":"000000000000043"}}""")));
        return Told(walker, messages, """
            { "name": "gps-watches", "format": "traccar", "topic": "positions",
              "devices": { "000000000000043": { "wearer": "traccar", "device": "gps-watch" } } }
            """);
    }

    /// <summary>
    /// Home Assistant tells of a watch since midnight and a phone since its start, which saw the same steps but are read at
    /// different moments: within 2 %, for where the watch lies still for hours the phone's steps are cut by time.
    /// </summary>
    static Scenario HomeAssistantEvents()
    {
        var walker = WalkerOf("home-assistant", 44);
        var messages = new List<Message>();
        CounterScenarios.EachTenMinutes(walker, (_, _, timeMs, count) => messages.Add(Changed("sensor.watch_steps", timeMs, count)));
        var onPhone = 4_000;
        for (var minute = 0; minute < walker.Minutes; minute++)
        {
            onPhone += walker[minute];
            if (minute % 7 == 6)
            {
                messages.Add(Changed("sensor.phone_steps", CounterScenarios.At(walker, minute + 1), onPhone));
            }
        }
        return Told(walker, messages, """
            { "name": "home", "format": "home-assistant-eventstream", "topic": "ha/events", "wearer": "home-assistant",
              "entities": { "sensor.watch_steps": { "kind": "steps", "counter": "since_midnight", "device": "watch" },
                "sensor.phone_steps": { "kind": "steps", "counter": "since_boot", "device": "phone" } } }
            """) with { WithinPercent = 2 };
    }

    static Message Changed(string entity, long timeMs, int count) => new("ha/events",
        $$$$"""{"event_type":"state_changed","event_data":{"entity_id":"{{{{entity}}}}","old_state":null,"new_state":{"state":"{{{{count}}}}","last_updated":"{{{{Utc(timeMs)}}}}"}}}""");

    static string Utc(long timeMs) => InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(timeMs));

    static Scenario Told(Walker walker, IReadOnlyList<Message> messages, string source) => new(walker, messages) { Source = source };

    static Walker WalkerOf(string name, int seed) => new(CounterScenarios.Given(name, "watch", "phone"), June, June.PlusDays(1), seed);
}
