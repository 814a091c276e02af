using System.Text;
using ActivitySync.Hosting;
using ActivitySync.Notify;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Notify;

/// <summary>A household may write its own words; what they may say is still decided by the content level.</summary>
public sealed class NotificationTemplatesTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly List<string> _problems = [];

    [Fact]
    public void Own_words_are_said_and_the_others_stay_ours()
    {
        var templates = Read("""
            {
              "en": { "goal_met.values": "Well done, {steps} steps on {date}!", "title": "{name}" }, // a comment is fine
              "de": { "goal_met.values": "Prima, {steps} Schritte!" },
            }
            """);

        Assert.Empty(_problems);
        var ana = Some.Wearer();
        var told = Told(templates, ana, ContentLevel.Values);
        Assert.Equal(("ana", "Well done, 6,000 steps on 2026-06-15!"), (told.Title, told.Text));
        Assert.Equal("Prima, 6.000 Schritte!", Told(templates, ana with { Language = "de" }, ContentLevel.Values).Text);
        Assert.Equal("2026-06-15: the target is met.", Told(templates, ana, ContentLevel.Counters).Text);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        Read("""
            {
              "tlh": { "goal_met.values": "Qapla'" },
              "en": {
                "goal_meet.values": "x", "goal_met.counters": "{steps} steps", "day_closed.none": "{streak}",
                "nudge.values": "", "job_failed.values": 5
              }
            }
            """);

        Assert.Equal(
        [
            "notifications.json names the language tlh, but there are de, en.",
            "notifications.json, en: goal_meet.values is no text of ours. Did you mean goal_met.values?",
            "notifications.json, en: goal_met.counters uses {steps}, but can use only {date}.",
            "notifications.json, en: day_closed.none uses {streak}, but can use no names.",
            "notifications.json, en: nudge.values must be a text that says something.",
            "notifications.json, en: job_failed.values must be a text that says something.",
        ], _problems);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{ "en": "hello" }""")]
    [InlineData("{")]
    public void What_is_no_such_file_is_said(string text)
    {
        Read(text);
        Assert.Single(_problems);
    }

    [Fact]
    public void A_start_with_wrong_words_is_refused_together_with_everything_else()
    {
        File.WriteAllText(_folder.File("notifications.json"), """{ "en": { "goal_met.none": "{steps}" } }""");
        File.WriteAllText(_folder.File("wearers.json"), """{ "wearers": [] }""");
        File.WriteAllText(_folder.File("activitysync.json"), """{ "Nudges": { "Weekdays": "monday,someday" } }""");

        var refused = Assert.Throws<ConfigProblemException>(
            () => ConfigReader.ReadFolder(_folder.Path, new Dictionary<string, string?>()));

        Assert.Contains("notifications.json, en: goal_met.none uses {steps}, but can use no names.", refused.Problems);
        Assert.Contains(refused.Problems, problem => problem.StartsWith("Nudges:Weekdays is", StringComparison.Ordinal));
        Assert.Contains(refused.Problems, problem => problem.Contains("lists nobody", StringComparison.Ordinal));
    }

    [Fact]
    public void Our_own_words_use_only_what_their_level_allows()
    {
        foreach (var key in Language.Of("en").Keys.Where(key => key.StartsWith("notify.", StringComparison.Ordinal)))
        {
            var allowed = NotificationTemplates.Allowed(key["notify.".Length..]);
            var used = System.Text.RegularExpressions.Regex.Matches(Language.Of("en")[key], @"\{(\w+)\}").Select(match => match.Groups[1].Value);
            Assert.True(!used.Except(allowed).Any(), key);
        }
    }

    public void Dispose() => _folder.Dispose();

    NotificationTemplates Read(string text)
    {
        File.WriteAllText(_folder.File("notifications.json"), text);
        return NotificationTemplates.Read(_folder.File("notifications.json"), _problems);
    }

    static Notification Told(NotificationTemplates templates, Core.Telemetry.Wearer wearer, ContentLevel level) => NotificationText.Of(
        new OutboxEvent("x", "goal_met", "ana", 0, 1, Encoding.UTF8.GetBytes("""{"id":"x","date":"2026-06-15","steps":6000,"target":5000}""")),
        wearer, level, templates);
}
