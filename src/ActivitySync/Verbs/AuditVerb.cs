using System.Globalization;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using ActivitySync.Spool;
using NodaTime;
using NodaTime.Text;
using Spectre.Console;

namespace ActivitySync.Verbs;

/// <summary>Whose streams to list, over which dates.</summary>
internal sealed record Audit(Wearer Wearer, LocalDate? From, LocalDate? To, int GapMinutes);

/// <summary>Lists what is stored of each of a wearer's streams, and what of theirs is in quarantine.</summary>
internal static class AuditVerb
{
    const int UsualDays = 30;

    public static async Task RunAsync(
        ServiceConfig config, Audit audit, TimeProvider time, TextWriter output, CancellationToken stop)
    {
        var wearer = audit.Wearer;
        var to = audit.To ?? LocalDays.DateAt(wearer, time.GetUtcNow().ToUnixTimeMilliseconds());
        var from = audit.From ?? to.PlusDays(-UsualDays);
        var fromMs = wearer.Zones.Stays[0].Zone.AtStartOfDay(from).ToInstant().ToUnixTimeMilliseconds();
        var days = LocalDays.Overlapping(wearer, fromMs - 86_400_000, fromMs + ((Period.DaysBetween(from, to) + 3) * 86_400_000L))
            .Where(day => day.Date >= from && day.Date <= to).ToList();
        if (days.Count == 0)
        {
            throw new VerbProblemException("There is no day in that range; --from must not lie after --to.");
        }
        await using var session = await StoreSession.OpenAsync(config, stop);
        var steps = await session.Store.ReadStepsAsync(wearer.Id, days[0].StartMs, days[^1].EndMs, stop);
        var heartRates = await session.Store.ReadHeartRatesAsync(wearer.Id, days[0].StartMs, days[^1].EndMs, stop);
        var streams = StreamAudit.Of(steps, heartRates, audit.GapMinutes * 60_000L);
        var duplicates = Duplicates.Of(days, steps, heartRates, session.Spool.Streams.Received(wearer.Id, from, to));
        var aside = await SetAsideAsync(session, wearer, from, to, stop);
        Print(audit, streams, (aside, duplicates), days[0].Zone, output);
        foreach (var device in session.Spool.Devices.All())
        {
            if (device.Wearer == wearer.Id && device.OffsetMs is { } offset)
            {
                output.WriteLine(ClockSentence(device.Device, offset));
            }
        }
        foreach (var (topic, reason, count) in WearerTopics.Of(session.Spool.Quarantine.CountsByTopic(), wearer))
        {
            output.WriteLine($"In quarantine: {count} × {reason} on {Printable.Of(topic)}.");
        }
    }

    // What scoring left out as impossible, mixed or idle, by device and counter.
    static async Task<Dictionary<(string Device, string Counter), int>> SetAsideAsync(
        StoreSession session, Wearer wearer, LocalDate from, LocalDate to, CancellationToken stop) =>
        StoredReports.Of(await session.Store.ReadDaysAsync(wearer.Id, from, to, stop)).SelectMany(report => report.Devices)
        .GroupBy(device => (device.Device, CounterKindNames.Of(device.Counter)))
        .ToDictionary(stream => stream.Key, stream => stream.Sum(
            device => device.ImplausibleReadings + device.MixedReadings + device.IdleReadings));

    static void Print(
        Audit audit, IReadOnlyList<StreamAudit> streams,
        (Dictionary<(string Device, string Counter), int> Aside, Dictionary<(string Device, string Stream), Duplicates> Again) more,
        DateTimeZone zone, TextWriter output)
    {
        if (streams.Count == 0)
        {
            output.WriteLine($"Nothing is stored of {audit.Wearer.Id} in that range.");
            return;
        }
        var table = new Table().Border(TableBorder.None);
        foreach (var name in (string[])["device", "stream", "first", "last"])
        {
            table.AddColumn(name);
        }
        foreach (var name in (string[])
            ["readings", $"gaps > {audit.GapMinutes} min", "longest, min", "duplicates", "restated", "unchanged", "set aside"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }
        foreach (var stream in streams)
        {
            table.AddRow(stream.Device, stream.Stream, Local(stream.FirstMs, zone), Local(stream.LastMs, zone),
                Number(stream.Readings), Number(stream.Gaps), Number(stream.LongestGapMs / 60_000),
                Told(more.Again[(stream.Device, stream.Stream)]), Number(stream.Restated), Number(stream.Unchanged),
                Number(more.Aside.GetValueOrDefault((stream.Device, stream.Stream))));
        }
        TableWriter.Write(table, output);
        if (streams.Any(stream => !more.Again[(stream.Device, stream.Stream)].IsExact))
        {
            output.WriteLine("≥ Some readings were stored without being received here (imported, restored, or before duplicates were counted).");
        }
    }

    static string Told(Duplicates again) => (again.IsExact ? "" : "≥ ") + Number(again.Count);

    static string ClockSentence(string device, long offsetMs)
    {
        var minutes = Math.Abs(offsetMs / 60_000m).ToString("0.0", CultureInfo.InvariantCulture);
        return offsetMs > 0
            ? $"Clock: readings of {device} are stamped {minutes} min before they arrive. Its clock is behind or it delivers late; " +
              "set the clock if it is wrong. Nothing was corrected."
            : $"Clock: readings of {device} are stamped {minutes} min after they arrive. Its clock is ahead; set it. Nothing was corrected.";
    }

    static string Local(long timeMs, DateTimeZone zone) => ZonedDateTimePattern.CreateWithInvariantCulture(
        "uuuu-MM-dd HH:mm", null).Format(Instant.FromUnixTimeMilliseconds(timeMs).InZone(zone));

    static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
