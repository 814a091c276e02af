using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;
using NodaTime;

namespace ActivitySync.Tests.Storage;

/// <summary>Who is in a store, and that they can leave it.</summary>
public abstract class WearerContract : StoreContract
{
    static readonly LocalDate Monday = new(2024, 6, 3);

    [Fact]
    public async Task An_empty_store_knows_nobody()
    {
        Assert.Empty(await Store.ReadWearersAsync(Stop));
        Assert.Null(await Store.ReadSpanAsync("ann", Stop));
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

    [Fact]
    public async Task Who_is_erased_is_gone_and_the_others_stay()
    {
        foreach (var wearer in (string[])["ann", "ben"])
        {
            await Write(Step(June, 1, "watch", wearer: wearer));
            await Write(Beat(June, 60, "watch", wearer));
            await Write(new JournalEntry(wearer, JournalKind.Note, June, null, "secret"));
            await Store.AppendDaysAsync([Day(Monday) with { Wearer = wearer }], Stop);
            await Store.AppendTargetsAsync([Target(Monday) with { Wearer = wearer }], Stop);
        }

        await Store.EraseAsync("ann", Stop);

        Assert.Equal(["ben"], await Store.ReadWearersAsync(Stop));
        Assert.Null(await Store.ReadSpanAsync("ann", Stop));
        Assert.Empty(await Steps());
        Assert.Empty(await Beats());
        Assert.Empty(await Journal());
        Assert.Empty(await Store.ReadDaysAsync("ann", Monday, Monday, Stop));
        Assert.Empty(await Store.ReadTargetsAsync("ann", Monday, Monday, Stop));
        Assert.Single(await Steps(wearer: "ben"));
        Assert.Single(await Beats(wearer: "ben"));
        Assert.Single(await Journal(wearer: "ben"));
        Assert.Single(await Store.ReadDaysAsync("ben", Monday, Monday, Stop));
        Assert.Single(await Store.ReadTargetsAsync("ben", Monday, Monday, Stop));
    }

    [Fact]
    public async Task Who_was_erased_can_come_back()
    {
        await Write(Step(June, 1));
        await Store.EraseAsync("ann", Stop);
        await Store.EraseAsync("ann", Stop);

        await Write(Step(June + 1, 2));

        Assert.Equal([Step(June + 1, 2)], await Steps());
        Assert.Equal(["ann"], await Store.ReadWearersAsync(Stop));
    }

    [Fact]
    public async Task Erasing_somebody_unknown_changes_nothing()
    {
        await Write(Step(June, 1));

        await Store.EraseAsync("nobody", Stop);

        Assert.Single(await Steps());
    }
}
