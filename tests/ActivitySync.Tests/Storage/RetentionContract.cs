using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;
using NodaTime;

namespace ActivitySync.Tests.Storage;

/// <summary>What retention and erasing take and leave, in stores that can remove rows.</summary>
public abstract class RetentionContract : StoreContract
{
    const long Hour = RollupContract.Hour;

    static readonly LocalDate Monday = new(2024, 6, 3);

    [Fact]
    public async Task Pruning_takes_old_samples_and_leaves_days_journal_others_and_the_last_reading_of_each_stream()
    {
        await Write(Step(June, 1), Step(June + Hour, 2), Step(June + (3 * Hour), 3), Step(June, 9, wearer: "ben"));
        await Write(Step(June, 100, "phone", CounterKind.Lifetime), Step(June + (3 * Hour), 200, "phone", CounterKind.Lifetime));
        await Write(Beat(June, 60), Beat(June + Hour, 61), Beat(June + (2 * Hour), 62), Beat(June, 60, wearer: "ben"));
        await Write(Told(JournalKind.Pain, June, 3));
        await Store.AppendDaysAsync([Day(Monday)], Stop);
        await Store.AppendTargetsAsync([Target(Monday)], Stop);

        for (var again = 0; again < 2; again++)
        {
            await Store.PruneAsync("ann", new PruneCut(June + (2 * Hour), null, null), Stop);

            Assert.Equal(
                [
                    Step(June, 100, "phone", CounterKind.Lifetime), Step(June + (3 * Hour), 200, "phone", CounterKind.Lifetime),
                    Step(June + Hour, 2), Step(June + (3 * Hour), 3),
                ],
                await Steps());
            Assert.Equal([Beat(June + (2 * Hour), 62)], await Beats());
            Assert.Single(await Journal());
            Assert.Single(await Store.ReadDaysAsync("ann", Monday, Monday, Stop));
            Assert.Single(await Store.ReadTargetsAsync("ann", Monday, Monday, Stop));
            Assert.Single(await Steps(wearer: "ben"));
            Assert.Single(await Beats(wearer: "ben"));
            Assert.Equal(June + (2 * Hour), await Store.ReadRawFromAsync("ann", Stop));
            Assert.Equal(long.MinValue, await Store.ReadRawFromAsync("ben", Stop));
        }
    }

    [Theory]
    [MemberData(nameof(WearerContract.Hostile), MemberType = typeof(WearerContract))]
    public async Task A_name_that_tries_to_be_more_removes_nothing(string name)
    {
        await Write(Step(June, 1), Step(June + Hour, 2));
        await Write(Beat(June, 60));
        await Store.AppendHoursAsync([RollupContract.HourOf(Monday, 0)], Stop);
        await Store.AppendProgressAsync([new("ann", June, 1, 2, 3)], Stop);

        // A mark of retention for such a name may be refused; what counts is what is left.
        await Record.ExceptionAsync(() => Store.PruneAsync(name, new PruneCut(June + (2 * Hour), June + Hour, Monday.PlusDays(9)), Stop));
        await Record.ExceptionAsync(() => Store.EraseAsync(name, Stop));

        Assert.Equal(2, (await Steps()).Count);
        Assert.Single(await Beats());
        Assert.Single(await Store.ReadHoursAsync("ann", Monday, Monday, Stop));
        Assert.Single(await Store.ReadProgressAsync("ann", 0, long.MaxValue, Stop));
        Assert.Equal(["ann"], await Store.ReadWearersAsync(Stop));
    }

    [Fact]
    public async Task Pruning_hours_and_progress_leaves_the_newer_ones_and_all_samples()
    {
        var old = Monday.PlusDays(-30);
        await Store.AppendHoursAsync([RollupContract.HourOf(old, 0), RollupContract.HourOf(Monday, 0)], Stop);
        await Store.AppendProgressAsync([new("ann", June, 1, 2, 3), new("ann", June + Hour, 1, 2, 3)], Stop);
        await Write(Step(June, 1), Step(June + 1, 2));

        await Store.PruneAsync("ann", new PruneCut(null, June + Hour, Monday), Stop);

        Assert.Equal([RollupContract.HourOf(Monday, 0)], await Store.ReadHoursAsync("ann", old, Monday, Stop));
        Assert.Equal([June + Hour], (await Store.ReadProgressAsync("ann", 0, long.MaxValue, Stop)).Select(row => row.TimeMs));
        Assert.Equal(2, (await Steps()).Count);
        Assert.Equal(long.MinValue, await Store.ReadRawFromAsync("ann", Stop));
    }

    [Fact]
    public async Task Who_is_erased_leaves_no_hour_no_progress_and_no_mark()
    {
        await Store.AppendHoursAsync([RollupContract.HourOf(Monday, 0)], Stop);
        await Store.AppendProgressAsync([new("ann", June, 1, 2, 3)], Stop);
        await Store.MarkRawFromAsync("ann", June, Stop);

        await Store.EraseAsync("ann", Stop);

        Assert.Empty(await Store.ReadHoursAsync("ann", Monday, Monday, Stop));
        Assert.Empty(await Store.ReadProgressAsync("ann", 0, long.MaxValue, Stop));
        Assert.Equal(long.MinValue, await Store.ReadRawFromAsync("ann", Stop));
        Assert.Empty(await Store.ReadWearersAsync(Stop));
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
