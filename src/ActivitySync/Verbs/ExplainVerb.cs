using System.Globalization;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Spool;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Verbs;

/// <summary>Tells how a day's numbers came about, from what is stored and by the code that scores.</summary>
internal static class ExplainVerb
{
    internal const string PageName = "why-my-number-differs.md";

    public static async Task RunAsync(
        ServiceConfig config, Wearer wearer, LocalDate date, TextWriter output, CancellationToken stop)
    {
        var day = LocalDays.Of(wearer, date) ?? throw new VerbProblemException(
            $"{LocalDatePattern.Iso.Format(date)} did not exist where {wearer.Id} was: the zone skipped it.");
        await using var session = await StoreSession.OpenAsync(config, stop);
        if (!Jobs.DayScorer.CanBeDerived(day, await session.Store.ReadRawFromAsync(wearer.Id, stop)))
        {
            throw new VerbProblemException(
                $"The samples {LocalDatePattern.Iso.Format(date)} was made of were removed by retention (Storage:Retention:RawDays). " +
                $"Its report stands: activitysync days --wearer {wearer.Id} --from {LocalDatePattern.Iso.Format(date)} " +
                $"--to {LocalDatePattern.Iso.Format(date)} --json");
        }
        var explanation = await session.Scorer.ExplainAsync(wearer, day, stop);
        var revisions = await session.Store.ReadDayRevisionsAsync(wearer.Id, date, stop);
        Print(wearer, day, explanation, output);
        AccountTable.Print(explanation, day, output);
        PrintAgain(Duplicates.Of(
            [day], await session.Store.ReadStepsAsync(wearer.Id, day.StartMs, day.EndMs, stop), [],
            session.Spool.Streams.Received(wearer.Id, date, date)), output);
        output.WriteLine();
        output.WriteLine(revisions.Count == 0
            ? "This day is not scored yet."
            : $"Stored as revision {revisions[^1].Revision}, rules version {revisions[^1].RuleVersion}, computed " +
              $"{InstantPattern.General.Format(Instant.FromUnixTimeMilliseconds(revisions[^1].ComputedMs))}.");
        foreach (var (topic, reason, count) in WearerTopics.Of(session.Spool.Quarantine.CountsByTopic(), wearer))
        {
            output.WriteLine($"In quarantine, all days: {count} × {reason} on {Printable.Of(topic)} (activitysync quarantine list).");
        }
        output.WriteLine($"Why a number may differ from your watch: {Page(config)}");
    }

    // Readings of one moment are one, however often they come; which of them stands is said where it happened.
    static void PrintAgain(Dictionary<(string Device, string Stream), Duplicates> streams, TextWriter output)
    {
        foreach (var ((device, stream), again) in streams.OrderBy(stream => stream.Key))
        {
            if (again.Count > 0 && CounterKindNames.Parse(stream) is { } counter)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"Received again: {device} {stream}, {again.Count:N0} readings of moments already told of. Of each moment one stands: ")
                    + (counter.HasVersions() ? "what its sender stated later (as_of), else the larger." : "the larger."));
            }
        }
    }

    /// <summary>Where the page about it is: beside the settings, where the service came with it.</summary>
    internal static string Page(ServiceConfig config)
    {
        var beside = Path.Combine(config.Folder, PageName);
        return File.Exists(beside) ? Path.GetFullPath(beside) : $"config/{PageName} where ActivitySync came from";
    }

    static void Print(Wearer wearer, LocalDay day, DayExplanation explanation, TextWriter output)
    {
        var from = Instant.FromUnixTimeMilliseconds(day.StartMs).InZone(day.Zone);
        var to = Instant.FromUnixTimeMilliseconds(day.EndMs).InZone(day.Zone);
        output.WriteLine(
            $"{wearer.Name ?? wearer.Id}, {LocalDatePattern.Iso.Format(day.Date)}: {from:uuuu-MM-dd HH:mm o<G>} to " +
            $"{to:uuuu-MM-dd HH:mm o<G>} in {day.Zone.Id}");
        var stage = "";
        foreach (var step in explanation.Steps)
        {
            if (step.Stage != stage)
            {
                stage = step.Stage;
                output.WriteLine();
                output.WriteLine(Heading(stage));
            }
            output.WriteLine($"  {step.Sentence}");
        }
    }

    static string Heading(string stage) => stage switch
    {
        "reading" => "Readings",
        "minutes" => "Minutes",
        "merge" => "Devices together",
        "total" => "Total",
        "validity" => "Is the day valid?",
        "target" => "Target",
        "score" => "Score",
        "reason" => "In words",
        _ => stage,
    };
}
