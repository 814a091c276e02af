using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Tests.Scoring;

/// <summary>
/// A folder is a test: samples.csv (rows of steps, heart rate and journal; a row may repeat itself), wearer.json, and the
/// reports they make. UPDATE_GOLDEN=1 rewrites expected.json; review it like code.
/// </summary>
public sealed class GoldenScoringTests
{
    static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Cases
    {
        get
        {
            var cases = new TheoryData<string>();
            foreach (var folder in Directory.GetDirectories(TestFolder.Path("Golden", "scoring")).Order(StringComparer.Ordinal))
            {
                cases.Add(Path.GetFileName(folder));
            }
            return cases;
        }
    }

    [Fact]
    public void There_are_golden_days() => Assert.NotEmpty(Cases);

    [Theory, MemberData(nameof(Cases))]
    public void Days_are_judged_as_before(string name)
    {
        var folder = TestFolder.Path("Golden", "scoring", name);
        var input = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "wearer.json"))).RootElement;
        var wearer = WearerOf(input);

        var actual = Judge(wearer, input, File.ReadAllLines(Path.Combine(folder, "samples.csv")));

        var expected = Path.Combine(folder, "expected.json");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(expected, actual);
        }
        Assert.Equal(File.ReadAllText(expected), actual);
    }

    static Wearer WearerOf(JsonElement input) => new()
    {
        Id = "ada",
        Zones = new ZoneTimeline(Given.Zone(input.GetProperty("zone").GetString()!)),
        BirthYear = input.TryGetProperty("birth_year", out var born) ? born.GetInt32() : null,
        DevicePriority = input.TryGetProperty("devices", out var devices)
            ? [.. devices.EnumerateArray().Select(device => device.GetString()!)] : [],
        Target = new TargetSettings
        {
            Strategy = input.TryGetProperty("strategy", out var strategy) ? strategy.GetString() : null,
            FlarePolicy = input.TryGetProperty("flare_policy", out var policy) ? policy.GetString() : null,
        },
    };

    static string Judge(Wearer wearer, JsonElement input, string[] lines)
    {
        var rows = lines.Skip(1).SelectMany(line => Expand(wearer, line.Split(','))).ToList();
        var steps = rows.OfType<StepSample>().ToList();
        var hearts = rows.OfType<HeartRateSample>().ToList();
        var journal = rows.OfType<JournalEntry>().ToList();
        var reports = new List<DayReport>();
        var date = LocalDatePattern.Iso.Parse(input.GetProperty("from").GetString()!).Value;
        var last = LocalDatePattern.Iso.Parse(input.GetProperty("to").GetString()!).Value;
        for (; date <= last; date = date.PlusDays(1))
        {
            var day = LocalDays.Of(wearer, date)!;
            var movement = Given.Derived(wearer, day, steps, [.. hearts.Where(heart => day.Contains(heart.TimeMs))]);
            reports.Add(DayScoring.Score(wearer, movement, reports, journal, ScoringOptions.Default));
        }
        var shown = input.GetProperty("show").GetInt32();
        return string.Concat(reports.TakeLast(shown).Select(report => JsonSerializer.Serialize(
            JsonDocument.Parse(DayReportJson.Write(report)).RootElement, Readable) + "\n"));
    }

    /// <summary>kind,device,local time,value,seconds,times,every seconds: one row stands for as many as its times.</summary>
    static IEnumerable<object> Expand(Wearer wearer, string[] cells)
    {
        var local = LocalDateTimePattern.ExtendedIso.Parse(cells[2]).Value;
        var first = wearer.Zones.At(Instant.MinValue).AtLeniently(local).ToInstant().ToUnixTimeMilliseconds();
        var value = decimal.Parse(cells[3], CultureInfo.InvariantCulture);
        for (var i = 0; i < int.Parse(cells[5]); i++)
        {
            var timeMs = first + i * long.Parse(cells[6]) * 1000;
            yield return cells[0] switch
            {
                "heart_rate" => new HeartRateSample("ada", cells[1], timeMs, (int)value + i % 7),
                "delta" => new StepSample("ada", cells[1], CounterKind.Delta, timeMs, (long)value, int.Parse(cells[4]) * 1000L),
                "since_midnight" => new StepSample("ada", cells[1], CounterKind.SinceMidnight, timeMs, (long)value * (i + 1)),
                "since_boot" => new StepSample("ada", cells[1], CounterKind.SinceBoot, timeMs, (long)value * (i + 1)),
                _ => new JournalEntry("ada", Enum.Parse<JournalKind>(cells[0]), timeMs, value),
            };
        }
    }
}
