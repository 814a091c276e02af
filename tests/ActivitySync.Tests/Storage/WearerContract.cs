using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;
using NodaTime;

namespace ActivitySync.Tests.Storage;

/// <summary>Who is in a store, and that nobody reads what is another's.</summary>
public abstract class WearerContract : StoreContract
{
    static readonly LocalDate Monday = new(2024, 6, 3);

    [Fact]
    public async Task An_empty_store_knows_nobody()
    {
        Assert.Empty(await Store.ReadWearersAsync(Stop));
        Assert.Null(await Store.ReadSpanAsync("ann", Stop));
    }

    /// <summary>Names that would say something if they ever became part of a statement.</summary>
    public static TheoryData<string> Hostile =>
    [
        "", "ann' OR 1=1 --", "ann' OR '1'='1", "'; DROP MEASUREMENT steps; --", "\"\\", "\\' OR 1=1 --", "ann\\", "ann\n", "\nann",
        "ann\r\n", "ann\0", "$wearer", "/.*/", "*", "%", "ann\" OR \"wearer\" = \"ann", "{\"regex\":\".*\"}", "ann\u2019", "Ann",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_name_that_tries_to_be_more_reads_nothing_beside_those_who_read_their_own(string name)
    {
        await Write(Step(June, 1));
        await Write(Beat(June, 60));
        await Write(Told(JournalKind.Note, June, text: "mine"));
        await Store.AppendDaysAsync([Day(Monday)], Stop);
        await Store.AppendTargetsAsync([Target(Monday)], Stop);
        await Store.AppendHoursAsync([RollupContract.HourOf(Monday, 0)], Stop);
        await Store.AppendProgressAsync([new("ann", June, 1, 2, 3)], Stop);
        await Store.MarkRawFromAsync("ann", June, Stop);

        var mine = Enumerable.Range(0, 4).Select(_ => Steps()).ToList();
        Assert.Empty(await Steps(wearer: name));
        Assert.Empty(await Beats(wearer: name));
        Assert.Empty(await Journal(wearer: name));
        Assert.Empty(await Store.ReadLastStepsAsync(name, long.MaxValue, Stop));
        Assert.Empty(await Store.ReadDaysAsync(name, Monday, Monday, Stop));
        Assert.Empty(await Store.ReadTargetsAsync(name, Monday, Monday, Stop));
        Assert.Empty(await Store.ReadHoursAsync(name, Monday, Monday, Stop));
        Assert.Empty(await Store.ReadProgressAsync(name, 0, long.MaxValue, Stop));
        Assert.Equal(long.MinValue, await Store.ReadRawFromAsync(name, Stop));
        Assert.Null(await Store.ReadSpanAsync(name, Stop));
        Assert.All(await Task.WhenAll(mine), steps => Assert.Equal([Step(June, 1)], steps));
    }

    [Fact]
    public async Task Everybody_with_any_data_is_known_in_order()
    {
        await Write(Step(June, 1, wearer: "dan"), Step(June, 1, wearer: "Zoe"));
        await Write(Beat(June, 60, wearer: "cat"), Beat(June, 60, wearer: "dan"));
        await Write(new JournalEntry("bob", JournalKind.Pain, June, 1));
        await Store.AppendDaysAsync([Day(Monday)], Stop);
        await Store.AppendTargetsAsync([Target(Monday) with { Wearer = "eve" }], Stop);

        Assert.Equal(["Zoe", "ann", "bob", "cat", "dan", "eve"], await Store.ReadWearersAsync(Stop));
    }

    [Fact]
    public async Task Whoever_reads_at_the_same_time_reads_their_own()
    {
        string[] wearers = [.. Enumerable.Range(0, 40).Select(number => $"w{number}")];
        for (var number = 0; number < wearers.Length; number++)
        {
            await Write(Step(June + number, number + 1, wearer: wearers[number]), Step(June + 100, number, "phone", wearer: wearers[number]));
            await Write(Beat(June + number, 60 + number, wearer: wearers[number]));
            await Store.AppendDaysAsync([Day(Monday) with { Wearer = wearers[number], ComputedMs = number }], Stop);
        }
        var stranger = Store.ReadStepsAsync("nobody", June, June + 1_000, Stop);

        var steps = await Task.WhenAll(wearers.Select(wearer => Store.ReadStepsAsync(wearer, June, June + 1_000, Stop)));
        var last = await Task.WhenAll(wearers.Select(wearer => Store.ReadLastStepsAsync(wearer, June + 1_000, Stop)));
        var beats = await Task.WhenAll(wearers.Select(wearer => Store.ReadHeartRatesAsync(wearer, June, June + 1_000, Stop)));
        var days = await Task.WhenAll(wearers.Select(wearer => Store.ReadDaysAsync(wearer, Monday, Monday, Stop)));
        var spans = await Task.WhenAll(wearers.Select(wearer => Store.ReadSpanAsync(wearer, Stop)));

        Assert.Empty(await stranger);
        for (var number = 0; number < wearers.Length; number++)
        {
            Assert.All(steps[number], step => Assert.Equal(wearers[number], step.Wearer));
            Assert.Equal([number, number + 1], steps[number].Select(step => step.Count).Order());
            Assert.Equal(2, last[number].Count);
            Assert.Equal((wearers[number], 60 + number), (beats[number].Single().Wearer, beats[number].Single().Bpm));
            Assert.Equal((wearers[number], (long)number), (days[number].Single().Wearer, days[number].Single().ComputedMs));
            Assert.Equal(new StoredSpan(June + number, June + 100), spans[number]);
        }
    }

    [Fact]
    public async Task The_span_reaches_over_all_kinds_of_samples()
    {
        await Write(Step(June, 1), Step(June + 5, 1, "other"));
        await Write(Beat(June + 100, 60), Beat(June + 90, 60));
        await Write(Told(JournalKind.Pain, June - 7, 1));
        await Write(Step(June + 900, 1, wearer: "ben"));

        Assert.Equal(new StoredSpan(June - 7, June + 100), await Store.ReadSpanAsync("ann", Stop));
        Assert.Equal(new StoredSpan(June + 900, June + 900), await Store.ReadSpanAsync("ben", Stop));
    }

    [Fact]
    public async Task Every_revision_of_a_target_can_be_read_in_order()
    {
        await Store.AppendTargetsAsync(
            [Target(Monday, 2, 200), Target(Monday, 1, 100), Target(Monday.PlusDays(1), 1, 300)], Stop);

        var revisions = await Store.ReadTargetRevisionsAsync("ann", Monday, Stop);

        Assert.Equal([100, 200], revisions.Select(target => target.Steps));
    }
}
