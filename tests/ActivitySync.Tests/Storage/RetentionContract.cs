using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;
using NodaTime;

namespace ActivitySync.Tests.Storage;

/// <summary>What retention takes and leaves, in stores that can remove rows.</summary>
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
}
