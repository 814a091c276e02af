using System.Text.RegularExpressions;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using ActivitySync.Dashboard;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Dashboard;

/// <summary>The words of the pages: every language says everything, and everything that is asked for.</summary>
public sealed partial class PhrasesTests
{
    static readonly Phrases English = Phrases.Of("en");

    public static TheoryData<string> Codes => [.. Phrases.All.Keys];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_language_has_every_key_with_the_same_names(string code)
    {
        Assert.Equal(Phrases.All["en"].Keys.Order(), Phrases.All[code].Keys.Order());
        foreach (var key in Phrases.All["en"].Keys)
        {
            Assert.False(string.IsNullOrWhiteSpace(Phrases.All[code][key]), key);
            Assert.True(Names(Phrases.All["en"][key]).SequenceEqual(Names(Phrases.All[code][key])), $"{code} {key}");
        }
    }

    [Fact]
    public void Every_key_a_page_names_is_there()
    {
        var pages = Directory.EnumerateFiles(Repository.PathTo("src/ActivitySync/Dashboard"), "*.*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".razor" or ".cs").Select(File.ReadAllText);
        var named = pages.SelectMany(page => Keys().Matches(page).Select(match => match.Groups[1].Value)).Distinct().ToList();

        Assert.True(named.Count > 100);
        Assert.Equal([], named.Except(Phrases.All["en"].Keys));
    }

    [Fact]
    public void Everything_that_can_be_shown_has_a_word()
    {
        AllOf<CounterRule>("rule");
        AllOf<StripState>("state");
        AllOf<JournalKind>("kind");
        AllOf<TargetAction>("action");
        Assert.All(Enum.GetNames<Excuse>().Where(name => name != nameof(Excuse.None)),
            name => Assert.Contains($"excuse.{name}", Phrases.All["en"].Keys));
    }

    [Fact]
    public void Numbers_and_days_are_written_as_the_language_does()
    {
        var german = Phrases.Of("de");

        Assert.Equal(("12,345", "12.345"), (English.Number(12_345L), german.Number(12_345L)));
        Assert.Equal(("62.5", "62,5"), (English.Number(62.5m), german.Number(62.5m)));
        Assert.Equal(("Mon 15 Jun", "Mo, 15. Juni"), (English.Day(Given.Date), german.Day(Given.Date)));
        Assert.Equal("1 minute ago", English.Ago(61_000));
        Assert.Equal("vor 3 Tagen", german.Ago(3 * Some.DayMs));
        Assert.Equal("14:00", Phrases.Clock(Some.Noon, DateTimeZoneProviders.Tzdb["Europe/Berlin"]));
    }

    [Fact]
    public void A_number_that_is_not_known_is_words_and_not_zero()
    {
        Assert.Equal("0", English.Number((long?)0));
        Assert.Equal("not enough data", English.Number((long?)null));
    }

    static void AllOf<T>(string prefix)
        where T : struct, Enum
        => Assert.All(Enum.GetNames<T>(), name => Assert.Contains($"{prefix}.{name}", Phrases.All["en"].Keys));

    static IEnumerable<string> Names(string text) => InBraces().Matches(text).Select(match => match.Value).Order();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex InBraces();

    [GeneratedRegex("(?:hrases\\[|Say\\(|this\\[)\"([a-z_]+(?:\\.[a-z_0-9]+)*)\"")]
    private static partial Regex Keys();
}
