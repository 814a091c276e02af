using System.Text;
using ActivitySync.Hosting;
using ActivitySync.Tests.Support;
using ActivitySync.Verbs;

namespace ActivitySync.Tests.Hosting;

public sealed class TryPayloadTests
{
    const string Tasker =
        """
        { "name": "tasker", "format": "mapper", "topic": "steps/{wearer}/{device}", "counter": "since_midnight", "unknown": "allow",
          "readings": [ { "kind": "steps" } ] }
        """;

    [Fact]
    public void A_good_message_is_shown_as_the_samples_it_becomes()
    {
        var (code, output) = Try("steps/ana/watch", "8123");

        Assert.Equal(0, code);
        Assert.Contains("tasker, read as mapper", output, StringComparison.Ordinal);
        Assert.Matches(@"steps +ana +watch +2026-06-15T12:00:00Z +8123  since_midnight", output);
        Assert.Contains("All of it would be taken: 1 sample.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_native_message_is_shown_too()
    {
        var (code, output) = Try("activitysync/v1/ana/watch/heart_rate", $$"""{"ts":{{Some.Noon}},"bpm":70}""");

        Assert.Equal(0, code);
        Assert.Contains("native: our own topics", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_message_is_shown_with_its_reason_and_what_to_do()
    {
        var (code, output) = Try("steps/ana/watch", "8,123");

        Assert.Equal(1, code);
        Assert.Contains("It would go to quarantine as group_separator.", output, StringComparison.Ordinal);
        Assert.Contains("quarantine replay --reason group_separator --source tasker", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_the_publisher_can_mend_is_told_so()
    {
        Assert.Contains("Only its publisher can mend that. Then: activitysync quarantine drop --reason bad_json --source native",
            Try("activitysync/v1/ana/watch/steps", "{").Output, StringComparison.Ordinal);
        Assert.Contains("quarantine replay --reason unknown_wearer --source native",
            Try("activitysync/v1/bo/watch/steps", "{}").Output, StringComparison.Ordinal);
        Assert.Contains("--source \"(none)\"", Try("elsewhere", "1").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("steps/+/watch")]
    public void What_is_no_topic_is_not_tried(string topic)
        => Assert.Throws<VerbProblemException>(() => Try(topic, "1"));

    [Fact]
    public void A_replay_is_shown_as_ignored_and_a_strange_topic_as_nobodys()
    {
        Assert.Contains("It would be ignored and counted (retained_replay).", Try("steps/ana/watch", "8123", retained: true).Output, StringComparison.Ordinal);
        Assert.Contains("source    none", Try("elsewhere", "1").Output, StringComparison.Ordinal);
        Assert.Throws<VerbProblemException>(() => Try("a", "1", received: "soon"));
    }

    static (int Code, string Output) Try(string topic, string payload, bool retained = false, string received = "2026-06-15T12:00:00Z")
    {
        var rules = Some.Rules();
        var config = new ServiceConfig { Household = new Household([.. rules.Wearers.Values]), Sources = Sources.Parse(Tasker, rules) };
        var output = new StringWriter();
        var code = TryPayloadVerb.Run(
            config, new TriedMessage(topic, Encoding.UTF8.GetBytes(payload), retained, received), TimeProvider.System, output);
        return (code, output.ToString());
    }
}
