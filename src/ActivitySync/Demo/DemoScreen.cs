using System.Globalization;
using System.Text;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Jobs;
using ActivitySync.Storage;
using NodaTime;
using NodaTime.Text;
using Spectre.Console;

namespace ActivitySync.Demo;

/// <summary>What the demo shows on the terminal; plain lines when output is not a terminal.</summary>
internal sealed class DemoScreen(IStore store, ProgressReporter progress, TimeProvider time)
{
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    // Nothing tells how wide a file or pipe is; a table of ours needs about 90 columns.
    const int RedirectedWidth = 140;

    public static void Welcome(int port, string folder, int seed)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = RedirectedWidth;
            AnsiConsole.Profile.Capabilities.Ansi = false; // found by TERM alone, which says nothing about a file
        }
        AnsiConsole.MarkupLine("[bold]ActivitySync demo[/]");
        AnsiConsole.MarkupLineInterpolated($"MQTT broker on 127.0.0.1:{port}, data in {folder}, seed {seed}.");
        AnsiConsole.MarkupLine("Three wearers publish four weeks of steps and heart rates over MQTT:");
        AnsiConsole.MarkupLine("  Ana sits most of the day and starts small; Ben recovers, with a flare two weeks ago;");
        AnsiConsole.MarkupLine("  Chloe's phone and watch count the same walks.");
        AnsiConsole.WriteLine();
    }

    public static void OpenAt(string url) => AnsiConsole.MarkupLineInterpolated($"Dashboard: {url}/");

    public static void LiveBegins(string folder)
    {
        // As it was started: from the sources it is on nobody's path.
        AnsiConsole.MarkupLineInterpolated(
            $"Every verb works on it, in another window: {Environment.ProcessPath ?? "activitysync"} audit --wearer ana --config {folder}");
        AnsiConsole.MarkupLine("[bold]Live[/] – the watches go on publishing. Ctrl-C ends the demo.");
    }

    public static void Goodbye(string? folder) => AnsiConsole.MarkupLineInterpolated(
        $"The demo has ended{(folder is null ? " and its data is gone" : $"; its data stays in {folder}")}.");

    /// <summary>Shows the first score as soon as there is one.</summary>
    public async Task ShowFirstScoredDayAsync(CancellationToken stop)
    {
        while (true)
        {
            foreach (var demo in DemoWearer.All)
            {
                if ((await ReportsAsync(demo, stop)).FirstOrDefault(report => report.Score is not null) is { } scored)
                {
                    AnsiConsole.MarkupLineInterpolated(
                        $"First scored day: {demo.Wearer.Name}, {Day(scored.Date)}: {Number(scored.Steps)} steps, score {scored.Score}.");
                    AnsiConsole.WriteLine();
                    return;
                }
            }
            await Task.Delay(LookEvery, time, stop);
        }
    }

    /// <summary>Waits until yesterday is scored for everybody, then shows the four weeks.</summary>
    public async Task ShowHistoryAsync(CancellationToken stop)
    {
        foreach (var demo in DemoWearer.All)
        {
            var reports = await SettledAsync(demo, stop);
            AnsiConsole.MarkupLineInterpolated($"[bold]{demo.Wearer.Name}[/] ({demo.Wearer.Zones.Stays[^1].Zone.Id})");
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumn(new TableColumn("Day").NoWrap());
            foreach (var heading in new[] { "Steps", "Target", "Score", "Vol.", "Spread", "Int.", "Cons." })
            {
                table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
            }
            table.AddColumn(new TableColumn("").NoWrap());
            foreach (var report in reports.Skip(Math.Max(0, reports.Count - 14)))
            {
                table.AddRow(
                    Day(report.Date), Number(report.Steps), Number(report.Target), Number(report.Score),
                    Number(report.Points?.Volume), Number(report.Points?.Spread), Number(report.Points?.Intensity),
                    Number(report.Points?.Consistency), Markup.Escape(Note(report)));
            }
            AnsiConsole.Write(table);
            AnsiConsole.MarkupLine("[dim]The score's parts: volume of 40, spread through the day of 25, intensity of 20, consistency of 15.[/]");
            if (reports.LastOrDefault(report => report.Decision is not null)?.Decision is { } decision)
            {
                AnsiConsole.MarkupLineInterpolated($"Why this target: {decision.Sentence}");
            }
            AnsiConsole.WriteLine();
        }
        await ShowTodayAsync(stop);
    }

    /// <summary>One line with everybody's today.</summary>
    public async Task ShowTodayAsync(CancellationToken stop)
    {
        var line = new StringBuilder(InstantPattern.CreateWithInvariantCulture("HH:mm:ss").Format(
            Instant.FromDateTimeOffset(time.GetUtcNow()))).Append('Z');
        foreach (var demo in DemoWearer.All)
        {
            var today = await progress.OfAsync(demo.Wearer, stop);
            line.Append(CultureInfo.InvariantCulture, $"   {demo.Wearer.Name} {Number(today.Steps)} of {Number(today.Target)} steps");
            if (today is { IsMet: true })
            {
                line.Append(" (met)");
            }
            else if (today.ExpectedNow is { } expected)
            {
                line.Append(CultureInfo.InvariantCulture, $" ({Number(expected)} expected by now)");
            }
        }
        AnsiConsole.WriteLine(line.ToString());
    }

    // Settled when yesterday is there with everything the devices had published for it.
    async Task<IReadOnlyList<DayReport>> SettledAsync(DemoWearer demo, CancellationToken stop)
    {
        var previous = -1;
        while (true)
        {
            var reports = await ReportsAsync(demo, stop);
            var yesterday = LocalDays.DateAt(demo.Wearer, time.GetUtcNow().ToUnixTimeMilliseconds()).PlusDays(-1);
            var readings = reports.Sum(report => report.Devices.Sum(device => device.Readings));
            if (reports.Count > 0 && reports[^1].Date == yesterday && readings == previous)
            {
                return reports;
            }
            previous = readings;
            await Task.Delay(TimeSpan.FromSeconds(1.2), time, stop);
        }
    }

    async Task<IReadOnlyList<DayReport>> ReportsAsync(DemoWearer demo, CancellationToken stop)
    {
        var today = LocalDays.DateAt(demo.Wearer, time.GetUtcNow().ToUnixTimeMilliseconds());
        var rows = await store.ReadDaysAsync(demo.Wearer.Id, today.PlusDays(-DemoLife.HistoryDays), today, stop);
        return [.. StoredReports.Of(rows)];
    }

    static string Note(DayReport report) => report switch
    {
        { Decision: { } decision } => decision.Action.ToString().ToLowerInvariant() + " target",
        { Flare.Active: true } => "flare",
        { Met: Attainment.Met } => "met",
        { Status: DayStatus.Baselining } => "learning",
        _ => "",
    };

    static string Day(LocalDate date) => LocalDatePattern.CreateWithInvariantCulture("ddd d MMM").Format(date);

    static string Number(int? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "–";
}
