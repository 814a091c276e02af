using System.Text.Json;
using ActivitySync.Core.Decoding;

namespace ActivitySync.Tests.Decoding;

/// <summary>The two little languages of sources.json: places in a document, and topics.</summary>
public sealed class PathAndPatternTests
{
    [Theory]
    [InlineData("$", """{"a":1}""", """{"a":1}""")]
    [InlineData("a", """{"a":1}""", "1")]
    [InlineData("$.a.b", """{"a":{"b":2}}""", "2")]
    [InlineData("a[1].b", """{"a":[0,{"b":3}]}""", "3")]
    [InlineData("a[0][1]", """{"a":[[6,7]]}""", "7")]
    [InlineData("a[123456]", """{"a":[0]}""", null)] // six digits
    [InlineData("a[1]", """{"a":[0]}""", null)]
    [InlineData("a[0]", """{"a":5}""", null)]
    [InlineData("a.b", """{"a":5}""", null)]
    [InlineData("b", """{"a":5}""", null)]
    public void A_path_finds_what_is_there(string path, string document, string? found)
    {
        using var json = JsonDocument.Parse(document);

        Assert.Equal(found, JsonPath.Parse(path)!.Find(json.RootElement)?.GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("$.")]
    [InlineData("a..b")]
    [InlineData("a.")]
    [InlineData("a]")]
    [InlineData("[0]")] // an array at the top is rows
    [InlineData("a[]")]
    [InlineData("a[x]")]
    [InlineData("a[-1]")]
    [InlineData("a[1")]
    [InlineData("a[1]b")]
    [InlineData("a[1234567]")]
    public void What_is_no_path_is_refused(string path)
    {
        Assert.Null(JsonPath.Parse(path));
        Assert.Throws<ArgumentException>(() => JsonPath.Of(path));
    }

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/{wearer}/{device}", "a/+/+", false)]
    [InlineData("a/+/b", "a/+/b", false)]
    [InlineData("a/#", "a/#", false)]
    public void A_pattern_subscribes_with_wildcards_for_its_names(string text, string filter, bool isOneTopic)
    {
        var pattern = TopicPattern.Parse(text, out var problem);

        Assert.Equal((filter, isOneTopic, ""), (pattern!.Filter, pattern.IsOneTopic, problem));
    }

    [Theory]
    [InlineData("", "1 to 1,000 characters")]
    [InlineData("a\0b", "1 to 1,000 characters")]
    [InlineData("$SYS/x", "belong to the broker")]
    [InlineData("a/b#", "# may stand alone")]
    [InlineData("#/a", "# may stand alone")]
    [InlineData("a/b+", "+ must stand alone")]
    [InlineData("a/{person}", "{wearer} or {device}")]
    [InlineData("a/x{device}", "{wearer} or {device}")]
    [InlineData("a/{device}/{device}", "each named level may stand once")]
    public void What_is_no_pattern_is_refused_in_words(string text, string words)
    {
        Assert.Null(TopicPattern.Parse(text, out var problem));
        Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_has_at_most_a_thousand_characters()
    {
        Assert.NotNull(TopicPattern.Parse(new string('x', 1_000), out _));
        Assert.Null(TopicPattern.Parse(new string('x', 1_001), out _));
        Assert.NotNull(TopicPattern.Parse("a/a/a", out _)); // plain levels may stand twice
    }

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/b/c", false)]
    [InlineData("a/b/c", "a/b", false)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "a", true)] // MQTT 5.0 section 4.7.1.2: the parent level too
    [InlineData("a/#", "b", false)]
    [InlineData("#", "x/y", true)]
    public void A_pattern_matches_as_MQTT_says(string pattern, string topic, bool matches)
        => Assert.Equal(matches, TopicPattern.Of(pattern).Match(topic) is not null);

    [Fact]
    public void A_match_names_wearer_and_device_and_counts_from_the_end()
    {
        var match = TopicPattern.Of("x/{wearer}/{device}/+").Match("x/ana/watch/steps")!;

        Assert.Equal(("ana", "watch"), (match.Wearer, match.Device));
        Assert.Equal(("steps", "x", ""), (match.FromEnd(1), match.FromEnd(4), match.FromEnd(5)));
        Assert.True(match.EndsWith("x", "ana", "watch", "steps"));
        Assert.True(match.EndsWith("steps"));
        Assert.False(match.EndsWith("watch"));
        Assert.False(match.EndsWith("0", "x", "ana", "watch", "steps"));
        Assert.True(TopicPattern.Of("x/{wearer}").Names("wearer"));
        Assert.False(TopicPattern.Of("x/{wearer}").Names("device"));
    }

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/c", false)]
    [InlineData("a/+", "a/c", true)]
    [InlineData("a/c", "+/c", true)]
    [InlineData("a/+", "b/+", false)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/b/c", "a/#", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/b", "a", false)]
    [InlineData("a", "a/b", false)]
    [InlineData("a/b/#", "a/c", false)]
    public void Two_filters_overlap_when_some_topic_matches_both(string one, string other, bool overlap)
    {
        Assert.Equal(overlap, TopicPattern.Overlap(one, other));
        Assert.Equal(overlap, TopicPattern.Overlap(other, one));
    }
}
