using System.Globalization;
using System.Text.Json;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Jobs;
using ActivitySync.Publish;
using ActivitySync.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using NodaTime.Text;
using Spectre.Console;

namespace ActivitySync.Verbs;

/// <summary>
/// Lays the targets of a strategy over the days a wearer has stored, beside those of the strategy they have, so that
/// they can choose. Reads only.
/// </summary>
internal static class SimulateVerb
{
    /// <summary>The word for all strategies at once.</summary>
    public const string All = "all";

    // What a decision may look back on, days (see DayScoring.Score).
    const int HistoryDays = 60;

    // Nothing tells how wide a file or pipe is.
    const int RedirectedWidth = 160;

    public static async Task RunAsync(
        ServiceConfig config, Wearer wearer, Simulation asked, TextWriter output, CancellationToken stop)
    {
        var strategies = Strategies(asked.Strategy);
        if (asked.From > asked.To)
        {
            throw new VerbProblemException("--from must not be after --to.");
        }
        var (reports, journal) = await ReadAsync(config, wearer, asked, stop);
        if (!reports.Any(report => report.Date >= asked.From))
        {
            throw new VerbProblemException(
                $"No day of {wearer.Id} from {Iso(asked.From)} to {Iso(asked.To)} is scored, so there is nothing to lay " +
                "targets over. Days are scored when they are over; activitysync days shows which are.");
        }
        var now = wearer.Target.Strategy ?? TargetOptions.Default.Strategy;
        var runs = strategies.Prepend(now).Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(
            name => name, name => Run(wearer, name, asked, reports, journal), StringComparer.OrdinalIgnoreCase);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (output != Console.Out || Console.IsOutputRedirected)
        {
            console.Profile.Width = RedirectedWidth;
            console.Profile.Capabilities.Ansi = false;
        }
        console.Write(strategies.Count == 1 ? Days(runs[strategies[0]]) : Targets(strategies, runs));
        console.Write(Summaries(now, runs));
        console.WriteLine(
            $"Each strategy is taken up on {Iso(asked.From)}; days before it stand as they are stored. What was done was done " +
            "under the targets of that time: under others it may have been more or less. Nothing was changed.");
    }

    static List<string> Strategies(string named)
    {
        if (string.Equals(named, All, StringComparison.OrdinalIgnoreCase))
        {
            return [.. TargetStrategies.Choices];
        }
        return TargetStrategies.Find(named) is { } strategy
            ? [strategy.Name]
            : throw new VerbProblemException(
                $"There is no strategy {named}. Known are {string.Join(", ", TargetStrategies.All.Select(known => known.Name))}, " +
                $"and {All} to compare those you can choose.");
    }

    // Neither the spool nor the tables of the store are made or brought to this version for a look.
    static async Task<(IReadOnlyList<DayReport> Reports, IReadOnlyList<JournalEntry> Journal)> ReadAsync(
        ServiceConfig config, Wearer wearer, Simulation asked, CancellationToken stop)
    {
        await using var store = ServiceHost.Store(config.Storage, NullLoggerFactory.Instance, TimeProvider.System);
        if (config.Storage.Kind == StoreKind.Influx)
        {
            await store.PrepareAsync(stop); // learns which version answers
        }
        var first = asked.From.PlusDays(-HistoryDays);
        var rows = await store.ReadDaysAsync(wearer.Id, first, asked.To, stop);
        // A day more on both sides than any zone can shift a date.
        var journal = await store.ReadJournalAsync(
            wearer.Id, MidnightMs(first.PlusDays(-HistoryDays - 2)), MidnightMs(asked.To.PlusDays(3)), stop);
        return ([.. StoredReports.Of(rows)], journal);
    }

    static IReadOnlyList<DayReport> Run(
        Wearer wearer, string strategy, Simulation asked, IReadOnlyList<DayReport> reports, IReadOnlyList<JournalEntry> journal)
    {
        var settings = wearer.Target with { Strategy = strategy, FixedSteps = asked.FixedSteps ?? wearer.Target.FixedSteps };
        return [.. TargetReplay.Of(wearer with { Target = settings }, reports, journal, ScoringOptions.Default, asked.From)
            .Where(report => report.Date >= asked.From)];
    }

    static Table Days(IReadOnlyList<DayReport> reports)
    {
        var table = Headed(["Day"], ["Steps", "Target", "%"], ["Met?", "Action"]);
        foreach (var report in reports)
        {
            table.AddRow(
                Iso(report.Date), Number(report.Steps), Number(report.Target), Number(report.AttainmentPercent), Word(report.Met),
                report.Decision is { } decision ? $"{DecisionJson.Word(decision.Action)} {decision.Rule}" : "");
        }
        return table;
    }

    static Table Targets(List<string> strategies, Dictionary<string, IReadOnlyList<DayReport>> runs)
    {
        var table = Headed(["Day"], ["Steps", .. strategies], []);
        for (var i = 0; i < runs[strategies[0]].Count; i++)
        {
            var day = runs[strategies[0]][i];
            table.AddRow([Iso(day.Date), Number(day.Steps), .. strategies.Select(name => Cell(runs[name][i]))]);
        }
        return table;
    }

    static string Cell(DayReport report) =>
        report.Met == Attainment.Met ? $"{Number(report.Target)} met" : $"{Number(report.Target)}    ";

    static Table Summaries(string now, Dictionary<string, IReadOnlyList<DayReport>> runs)
    {
        var table = Headed(["Strategy"], ["Days met", "Mean target", "First", "Last", "Raised", "Lowered"], []);
        foreach (var (name, reports) in runs)
        {
            var summary = ReplaySummary.Of(reports);
            table.AddRow(
                name == now ? $"{name} (now)" : name, $"{summary.MetDays} of {summary.JudgedDays}", Number(summary.MeanTarget),
                Number(summary.FirstTarget), Number(summary.LastTarget), Number(summary.Raises), Number(summary.Lowers));
        }
        return table;
    }

    static Table Headed(string[] before, string[] numbers, string[] after)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in before)
        {
            table.AddColumn(new TableColumn(heading).NoWrap());
        }
        foreach (var heading in numbers)
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }
        foreach (var heading in after)
        {
            table.AddColumn(new TableColumn(heading).NoWrap());
        }
        return table;
    }

    static string Word(Attainment met) =>
        met == Attainment.None ? "" : JsonNamingPolicy.SnakeCaseLower.ConvertName(met.ToString());

    static string Number(int? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";

    static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);

    static long MidnightMs(LocalDate date) => date.AtMidnight().InUtc().ToInstant().ToUnixTimeMilliseconds();
}

/// <summary>What is asked of a simulation.</summary>
/// <param name="Strategy">Name of a strategy, or <see cref="SimulateVerb.All"/>.</param>
/// <param name="From">First day under it.</param>
/// <param name="To">Last day.</param>
/// <param name="FixedSteps">The fixed strategy's target; null for the wearer's own.</param>
internal sealed record Simulation(string Strategy, LocalDate From, LocalDate To, int? FixedSteps);
