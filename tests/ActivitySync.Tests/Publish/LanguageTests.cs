using System.Text.RegularExpressions;
using ActivitySync.Notify;
using ActivitySync.Publish;

namespace ActivitySync.Tests.Publish;

/// <summary>A language is one file; it is complete, or this says what is missing.</summary>
public sealed partial class LanguageTests
{
    static readonly Language English = Language.Of("en");

    public static TheoryData<string> Codes => [.. Language.All.Keys];

    [Fact]
    public void There_are_English_and_German() => Assert.Equal(["de", "en"], Language.All.Keys.Order());

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_language_has_every_key_and_no_other(string code)
        => Assert.Equal(English.Keys.Order(), Language.Of(code).Keys.Order());

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_text_says_something_with_the_same_names(string code)
    {
        foreach (var key in English.Keys)
        {
            var text = Language.Of(code)[key];
            Assert.False(string.IsNullOrWhiteSpace(text), key);
            Assert.True(Names(English[key]).SequenceEqual(Names(text)), $"{code} {key}: {text}");
        }
    }

    [Fact]
    public void Every_event_has_words_at_every_level_and_every_entity_a_name()
    {
        foreach (var kind in EventWriter.Kinds.Append(NotificationText.Test))
        {
            Assert.All(Enum.GetValues<ContentLevel>(), level => Assert.Contains($"notify.{kind}.{Json.Word(level)}", English.Keys));
        }
        Assert.All(HomeAssistantComponent.All, component => Assert.Contains($"ha.{component.Id}", English.Keys));
    }

    [Fact]
    public void A_language_we_do_not_speak_is_English() => Assert.Equal("en", Language.Of("tlh").Code);

    [Fact]
    public void Suggestions_go_round()
    {
        var said = Enumerable.Range(0, 16).Select(number => English.Suggestion(number)).ToList();

        Assert.Equal(8, said.Distinct().Count());
        Assert.Equal(said[..8], said[8..]);
    }

    static IEnumerable<string> Names(string text) => InBraces().Matches(text).Select(match => match.Value).Order();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex InBraces();
}
