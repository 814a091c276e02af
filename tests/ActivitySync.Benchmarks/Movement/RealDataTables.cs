using System.Globalization;
using System.IO.Compression;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Benchmarks.Movement;

/// <summary>
/// Prints what the rules make of recorded people, for a physiotherapist's eye. The data is not in the repository:
/// <c>science-tables FOLDER</c> with the folders fitbit and pain in it.
/// </summary>
internal static class RealDataTables
{
    const long MinuteMs = 60_000;

    public static void Print(string folder)
    {
        PrintFitbit(Path.Combine(folder, "fitbit"));
        foreach (var (person, symptom) in new[] { ("P1", "knees"), ("P2", "knee pain"), ("P8", "knee pain") })
        {
            PrintPain(Path.Combine(folder, "pain", "daily_steps_pain.csv"), person, symptom);
        }
    }

    static Wearer Person(string id) => new()
    {
        Id = id,
        Zones = new ZoneTimeline(DateTimeZone.Utc),
        BirthYear = 1981,
    };

    static void PrintFitbit(string folder)
    {
        var steps = Rows(Path.Combine(folder, "minute_steps.csv.gz")).GroupBy(row => row[0]).ToDictionary(
            person => person.Key,
            person => person.Select(row => new StepSample(
                row[0], "fitbit", CounterKind.Delta, Ms(row[1]) + MinuteMs, long.Parse(row[2]), MinuteMs)).ToList());
        var hearts = Rows(Path.Combine(folder, "minute_heart_rate.csv.gz")).GroupBy(row => row[0]).ToDictionary(
            person => person.Key,
            person => person.Select(row => new HeartRateSample(row[0], "fitbit", Ms(row[1]), int.Parse(row[2]))).ToList());
        Console.WriteLine("wearer date device ours worn basis reason mod vig hr_only | fairly very | walk still longest breaks hours blocks | target met score cov spike rhr");
        foreach (var person in Rows(Path.Combine(folder, "daily_activity.csv")).GroupBy(row => row[0]))
        {
            var life = new LivedDays(Person(person.Key), []);
            foreach (var row in person.OrderBy(row => row[1], StringComparer.Ordinal))
            {
                var day = LocalDays.Of(Person(person.Key), LocalDatePattern.Iso.Parse(row[1]).Value)!;
                var (movement, report) = life.Live(
                    day,
                    [.. steps.GetValueOrDefault(person.Key, []).Where(s => s.TimeMs > day.StartMs && s.TimeMs <= day.EndMs)],
                    [.. hearts.GetValueOrDefault(person.Key, []).Where(s => day.Contains(s.TimeMs))]);
                var a = movement.Activity;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{person.Key} {row[1]} {row[2],6} {movement.Steps,6} {movement.WornMinutes,4} {movement.WearBasis,-9} {movement.ValidityReason,-10} {report.Activity?.ModerateMinutes,3} {report.Activity?.VigorousMinutes,3} {report.Activity?.HeartRateOnlyMinutes,3} | {row[11],3} {row[10],3} | {a.WalkingMinutes,3} {a.StillMinutes,4} {a.LongestStillMinutes,4} {a.Breaks,2} {a.Hours.Hit}/{a.Hours.Eligible} {a.Blocks.Hit}/{a.Blocks.Eligible} | {report.Target,5} {report.Met,-7} {report.Score,3} {report.Coverage,3} {report.StepSpike} {report.RestingBpm}"));
            }
        }
    }

    static void PrintPain(string file, string person, string symptom)
    {
        var rows = Rows(file).Where(row => row[0] == person).ToList();
        var steps = rows.Where(row => row[2].Length > 0).GroupBy(row => row[1])
            .ToDictionary(day => day.Key, day => (int)decimal.Parse(day.First()[2], CultureInfo.InvariantCulture));
        var journal = rows.Where(row => row[3] == symptom && row[4].Length > 0)
            .Select(row => new JournalEntry(person, JournalKind.Pain, Ms(row[1] + "T20:00"),
                decimal.Parse(row[4], CultureInfo.InvariantCulture))).ToList();
        foreach (var policy in new[] { "hold", "deload", "ignore" })
        {
            var wearer = Person(person) with { Target = new TargetSettings { FlarePolicy = policy } };
            var life = new LivedDays(wearer, journal);
            foreach (var (date, made) in steps.OrderBy(day => day.Key, StringComparer.Ordinal))
            {
                var day = LocalDays.Of(wearer, LocalDatePattern.Iso.Parse(date).Value)!;
                life.Live(day, Spread(day, made), []);
            }
            Summarise(person, symptom, policy, life);
        }
    }

    static void Summarise(string person, string symptom, string policy, LivedDays life)
    {
        var reports = life.Reports;
        var begins = reports.Zip(reports.Skip(1)).Where(pair => pair.Second.Flare.Active && !pair.First.Flare.Active)
            .Select(pair => pair.Second.Date).ToList();
        var decisions = reports.Where(report => report.Decision is not null).ToList();
        Console.WriteLine();
        Console.WriteLine($"{person} {symptom}, policy {policy}: {reports.Count} days {reports[0].Date:R} to {reports[^1].Date:R}; flares {begins.Count}, flare days {reports.Count(report => report.Flare.Active)}");
        Console.WriteLine("decisions: " + string.Join(", ", decisions
            .GroupBy(report => $"{report.Decision!.Action} {report.Decision.Rule}").OrderByDescending(group => group.Count())
            .Select(group => $"{group.Key} {group.Count()}")));
        var targets = reports.Where(report => report.Target is not null).ToList();
        var met = targets.Count(report => report.Met == Core.Scoring.Attainment.Met);
        Console.WriteLine($"target {targets.Min(r => r.Target)}..{targets.Max(r => r.Target)}, met {met} of {targets.Count}, longest streak {reports.Max(r => r.Streak)}");
        Console.WriteLine("path by month: " + string.Join(" ", targets.GroupBy(r => (r.Date.Year, r.Date.Month))
            .Select(month => $"{month.Key.Year % 100}-{month.Key.Month:00}:{month.Last().Target}{(month.Any(r => r.Flare.Active) ? "*" : "")}")));
        if (policy == "hold")
        {
            Console.WriteLine("flares begin: " + string.Join(" ", begins.Select(date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))));
        }
    }

    /// <summary>The day's total over twelve hours, as only totals were recorded.</summary>
    static List<StepSample> Spread(LocalDay day, int steps) =>
        [.. Enumerable.Range(0, 12).Select(i => new StepSample(
            "p", "phone", CounterKind.Delta, day.StartMs + (9 + i) * 60 * MinuteMs,
            steps / 12 + (i < steps % 12 ? 1 : 0), 60 * MinuteMs))];

    static long Ms(string local) =>
        DateTimeOffset.Parse(local, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();

    static IEnumerable<string[]> Rows(string file)
    {
        using var stream = File.OpenRead(file);
        using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(plain);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split(',');
        }
    }
}
