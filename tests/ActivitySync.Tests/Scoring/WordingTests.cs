using System.Text.RegularExpressions;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Scoring;

public sealed partial class WordingTests
{
    [Fact]
    [Edge("14", "no sentence claims what is not established")]
    public void No_sentence_promises_diagnoses_or_treats()
    {
        var folder = Path.GetFullPath(TestFolder.Path("..", "..", "src", "ActivitySync.Core"));
        var sentences = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .SelectMany(File.ReadAllLines).Where(line => line.Contains('"', StringComparison.Ordinal) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(sentences);
        Assert.DoesNotContain(sentences, sentence => Promise().IsMatch(sentence));
    }

    [Theory]
    [InlineData("Movement")]
    [InlineData("Targets")]
    [InlineData("Scoring")]
    public void Every_constant_has_its_default_and_a_source_or_is_our_choice(string room)
    {
        var folder = Path.GetFullPath(TestFolder.Path("..", "..", "src", "ActivitySync.Core", room));
        var options = Directory.GetFiles(folder, $"{(room == "Targets" ? "Target" : room)}Options*.cs")
            .Select(File.ReadAllText)
            .SelectMany(text => Property().Matches(text)).ToList();

        Assert.NotEmpty(options);
        Assert.All(options.Where(option => !option.Groups[2].Value.EndsWith("Options", StringComparison.Ordinal)), option =>
        {
            Assert.Matches(@"Our\s[/\s]*choice|Source: ", option.Groups[1].Value);
            Assert.Matches(@"\[[^\]]+\]", option.Groups[1].Value);
        });
    }

    [Fact]
    public void Raised_and_held_days_read_like_sentences()
    {
        var life = new Fold(Given.Wearer() with { Target = new TargetSettings { Pacing = true }, ShowReliefWindows = true });
        for (var i = 0; i < 30; i++)
        {
            life.Tell(JournalKind.Pain, i > 20 ? 7 : 3).Live(i % 5 == 4 ? 12_000 : 5000);
        }

        Assert.All(life.Reports.SelectMany(report => report.Reasons), reason => Assert.Matches("^[A-Z0-9].*\\.$", reason));
        Assert.Contains(life.Reports.SelectMany(report => report.Reasons), reason => reason.StartsWith("More than the day's quota", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ValidityReason.NoData)]
    [InlineData(ValidityReason.NoSteps)]
    [InlineData(ValidityReason.ShortWear)]
    [InlineData(ValidityReason.FewHours)]
    [InlineData(ValidityReason.FewSteps)]
    [InlineData(ValidityReason.ManySteps)]
    [InlineData(ValidityReason.MissingReadings)]
    public void Insufficient_day_says_why(ValidityReason reason)
    {
        var day = Given.Day();
        var movement = Given.Derived(Given.Wearer(), day, Given.MinuteSteps(day, Given.Repeat(5, 900)))
            with
        { Validity = Validity.Insufficient, ValidityReason = reason };

        var report = DayScoring.Score(Given.Wearer(), movement, [], [], ScoringOptions.Default);

        Assert.Equal(2, report.Reasons.Count);
        Assert.Equal((DayStatus.Insufficient, 0), (report.Status, report.Coverage));
    }

    [GeneratedRegex("prevent|cure|heal(s|ing)?\\b|safe\\b|guarantee|therapy|diagnos|will (relieve|reduce|lower)", RegexOptions.IgnoreCase)]
    private static partial Regex Promise();

    [GeneratedRegex(@"<summary>((?:(?!</summary>)[\s\S])*)</summary>\s*public ([\w.?]+) \w+ \{ get; init; \}")]
    private static partial Regex Property();
}
