using ActivitySync.Core.Decoding;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Scenarios;

/// <summary>Every scenario, and what the core makes of its messages.</summary>
internal static class ScenarioSet
{
    public static IReadOnlyList<Scenario> All { get; } = [.. CounterScenarios.All(), .. SourceScenarios.All(), .. FormatScenarios.All()];

    public static TheoryData<string> Names => [.. All.Select(scenario => scenario.Name)];

    public static Scenario Called(string name) => All.Single(scenario => scenario.Name == name);

    /// <summary>When the last of the messages has come.</summary>
    public static long ReceivedMs(Scenario scenario) => scenario.Walker.EndMs + (12 * Walker.HourMs);

    /// <summary>Samples of messages, in the order given.</summary>
    public static SampleBatch Decoded(Scenario scenario, IEnumerable<Message> messages)
    {
        var (batch, router, rules) = (new SampleBatch(), Router(scenario), Some.Rules(scenario.Wearer));
        foreach (var message in messages)
        {
            var why = router.Decode(
                new RawMessage(System.Text.Encoding.UTF8.GetBytes(message.Topic), System.Text.Encoding.UTF8.GetBytes(message.Payload),
                    message.ReceivedMs ?? ReceivedMs(scenario), false), rules, batch);
            Assert.True(why is null or { Ignored: true }, why?.Detail);
        }
        return batch;
    }

    /// <summary>Reads the scenario's messages.</summary>
    public static SourceRouter Router(Scenario scenario)
    {
        var rules = Some.Rules(scenario.Wearer);
        return new SourceRouter(rules, scenario.Source is { } source ? Sources.Parse(source, rules) : []);
    }

    /// <summary>The reports of the scenario's days, from messages alone.</summary>
    public static IReadOnlyList<DayReport> Reports(Scenario scenario, IEnumerable<Message> messages)
    {
        var batch = Decoded(scenario, messages);
        var reports = new List<DayReport>();
        foreach (var day in scenario.Walker.Days)
        {
            var movement = DayDerivation.Derive(scenario.Wearer, day, Of(day, batch), MovementOptions.Default);
            reports.Add(DayScoring.Score(scenario.Wearer, movement, reports, [], ScoringOptions.Default));
        }
        return reports;
    }

    /// <summary>What of a batch bears on a day, as a store would give it, but every version and repetition.</summary>
    public static DaySamples Of(LocalDay day, SampleBatch batch) => new()
    {
        Steps = [.. batch.Steps.Where(sample => sample.TimeMs < day.EndMs + DaySamples.MarginMs)],
        HeartRates = [.. batch.HeartRates.Where(sample => day.Contains(sample.TimeMs))],
    };
}
