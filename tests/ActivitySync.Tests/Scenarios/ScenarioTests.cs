using ActivitySync.Core.Scoring;
using ActivitySync.Storage.Influx;
using ActivitySync.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.Tests.Scenarios;

/// <summary>The daily total is the truth, or as near as what was told permits, whatever happens on the way.</summary>
public sealed class ScenarioTests
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => ScenarioSet.Names;

    [Theory, MemberData(nameof(Names))]
    public void Total_of_each_day_is_right(string name)
    {
        var scenario = ScenarioSet.Called(name);

        foreach (var report in ScenarioSet.Reports(scenario, scenario.Messages))
        {
            Assert.True(scenario.IsRight(report.Date, report.Steps),
                $"{report.Date}: {report.Steps}, true are {scenario.Truth[report.Date]}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Order_and_repetition_of_messages_never_matter(string name)
    {
        var scenario = ScenarioSet.Called(name);
        var expected = Said(scenario, ScenarioSet.Reports(scenario, scenario.Messages));
        var deliveries =
            from messages in Gen.Shuffle(scenario.Messages.ToArray())
            from again in Gen.Elements(scenario.Messages.ToArray()).ArrayOf(20)
            select messages.Concat(again).ToArray();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5), Prop.ForAll(
            deliveries.ToArbitrary(), messages => Said(scenario, ScenarioSet.Reports(scenario, messages)) == expected));
    }

    [Theory, InlineData("two-gateways", 1000), InlineData("growing-intervals", 1000), InlineData("corrected-down", 300)]
    public void A_thousandfold_repetition_changes_nothing(string name, int times)
    {
        var scenario = ScenarioSet.Called(name);
        var again = Enumerable.Repeat(scenario.Messages, times).SelectMany(messages => messages);

        Assert.Equal(
            Bytes(ScenarioSet.Reports(scenario, scenario.Messages)), Bytes(ScenarioSet.Reports(scenario, again)));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Through_spool_and_store_shuffled_late_and_twice_the_reports_are_the_same(string name)
    {
        var scenario = ScenarioSet.Called(name);
        var shuffled = scenario.Messages.Concat(scenario.Messages.Take(50)).ToArray();
        new Random(1).Shuffle(shuffled);

        var inOrder = await ThroughStoreAsync(scenario, scenario.Messages, lots: 1);
        var late = await ThroughStoreAsync(scenario, shuffled, lots: 5);

        Assert.Equal(inOrder.Select(row => Said(scenario, row.Report)), late.Select(row => Said(scenario, row.Report)));
        Assert.Equal([.. scenario.Walker.Days.Select(day => day.Date)], inOrder.Select(row => row.Date));
        Assert.All(inOrder, row => Assert.True(scenario.IsRight(row.Date, DayReportJson.Read(
            System.Text.Encoding.UTF8.GetBytes(row.Report)).Steps), row.Report));
    }

    /// <summary>Each message a thousand times, in any order, through spool and store, scored four times on the way.</summary>
    [Theory]
    [InlineData("two-gateways", 0), InlineData("two-gateways", 2)]
    [InlineData("growing-intervals", 0), InlineData("growing-intervals", 2), InlineData("growing-intervals", 3)]
    [InlineData("own-tracks", 0), InlineData("own-tracks", 2)]
    public async Task A_thousandfold_repetition_through_spool_and_store_changes_nothing(string name, int influxVersion)
    {
        var scenario = ScenarioSet.Called(name);
        var again = Enumerable.Repeat(scenario.Messages, 1_000).SelectMany(messages => messages).ToArray();
        new Random(7).Shuffle(again);

        var once = await ThroughStoreAsync(scenario, scenario.Messages, lots: 1);
        var often = await ThroughStoreAsync(scenario, again, lots: 4, influxVersion);

        Assert.Equal(once, often);
    }

    // Scored after each lot, so that every later one is late data.
    static async Task<List<(LocalDate Date, string Report)>> ThroughStoreAsync(
        Scenario scenario, IReadOnlyList<Message> messages, int lots, int influxVersion = 0)
    {
        using var influx = influxVersion > 0 ? new MemoryInflux(influxVersion) : null;
        var store = influx is null ? null : new InfluxStore(
            new InfluxStoreOptions { Token = "t" }, influx, NullLogger<InfluxStore>.Instance, TimeProvider.System);
        await using var road = new Road(ScenarioSet.Router(scenario), store, scenario.Wearer);
        road.Time.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(ScenarioSet.ReceivedMs(scenario)));
        await road.PrepareAsync(Stop);
        foreach (var lot in messages.Chunk(Math.Max(1, (messages.Count + lots - 1) / lots)))
        {
            // Messages of one moment come in one burst.
            foreach (var burst in lot.GroupBy(message => message.ReceivedMs).SelectMany(moment => moment.Chunk(500)))
            {
                road.Receive([.. burst.Select(message => (message.Topic, message.Payload))], burst[0].ReceivedMs);
            }
            await road.DrainAsync(Stop);
            await road.Scorer.RunAsync(Stop);
        }
        var (first, last) = (scenario.Walker.Days[0].Date, scenario.Walker.Days[^1].Date);
        return [.. (await road.Store.ReadDaysAsync(scenario.Name, first, last, Stop)).Select(row => (row.Date, row.Report))];
    }

    // Which of two receipts of one number is kept hangs on the order; the totals do not.
    static string Said(Scenario scenario, IReadOnlyList<DayReport> reports) =>
        scenario.TellsTime ? Bytes(reports) : string.Join(' ', reports.Select(report => report.Steps));

    static string Said(Scenario scenario, string report) =>
        scenario.TellsTime ? report : $"{DayReportJson.Read(System.Text.Encoding.UTF8.GetBytes(report)).Steps}";

    static string Bytes(IReadOnlyList<DayReport> reports) =>
        string.Join('\n', reports.Select(report => Convert.ToHexString(DayReportJson.Write(report))));
}
