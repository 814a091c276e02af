using ActivitySync.Storage;
using NodaTime;

namespace ActivitySync.Tests.Storage;

/// <summary>Hours, progress, and the mark of what retention took.</summary>
public abstract class RollupContract : StoreContract
{
    internal const long Hour = 60 * Minute;

    static readonly LocalDate Monday = new(2024, 6, 3);

    [Fact]
    public async Task Hours_come_back_with_every_field_and_what_is_not_known_stays_unknown()
    {
        HourRow[] hours =
        [
            HourOf(Monday, 0) with { Steps = 1_234, CoarseSteps = 34, WalkingMinutes = 9, MedianBpm = 71.25 },
            HourOf(Monday, 1) with { Steps = 0, CoarseSteps = 0, WalkingMinutes = 0, MedianBpm = 60 },
            HourOf(Monday, 2) with { Minutes = 30 },
        ];

        await Store.AppendHoursAsync(hours, Stop);

        Assert.Equal(hours, await Store.ReadHoursAsync("ann", Monday, Monday, Stop));
    }

    [Fact]
    public async Task Of_hours_the_highest_revision_of_a_day_stands_also_when_it_has_fewer()
    {
        await Store.AppendHoursAsync([HourOf(Monday, 0), HourOf(Monday, 1), HourOf(Monday, 2)], Stop);
        HourRow[] second = [HourOf(Monday, 0, 2) with { Steps = 5 }, HourOf(Monday, 1, 2) with { Steps = 6 }];
        await Store.AppendHoursAsync(second, Stop);
        await Store.AppendHoursAsync([HourOf(Monday.PlusDays(1), 0)], Stop);

        Assert.Equal(second, await Store.ReadHoursAsync("ann", Monday, Monday, Stop));
        var all = await Store.ReadHourRevisionsAsync("ann", Monday, Monday.PlusDays(1), Stop);
        Assert.Equal([(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (1, 0)], all.Select(row => (row.Revision, row.Hour)));
    }

    [Fact]
    public async Task Hours_belong_to_the_date_they_name_wherever_on_earth_they_are()
    {
        // Midnight in Kiritimati is 14 hours before that of UTC, in Baker Island 12 after.
        var noonMs = Monday.At(LocalTime.Noon).InUtc().ToInstant().ToUnixTimeMilliseconds();
        await Store.AppendHoursAsync(
            [
                HourOf(Monday, 0) with { StartMs = noonMs - (26 * Hour) },
                HourOf(Monday, 23) with { StartMs = noonMs + (23 * Hour) },
                HourOf(Monday.PlusDays(1), 0) with { StartMs = noonMs - (2 * Hour) },
            ],
            Stop);

        var rows = await Store.ReadHoursAsync("ann", Monday, Monday, Stop);

        Assert.Equal([noonMs - (26 * Hour), noonMs + (23 * Hour)], rows.Select(row => row.StartMs));
    }

    [Fact]
    public async Task The_same_hours_twice_are_there_once()
    {
        await Store.AppendHoursAsync([HourOf(Monday, 0)], Stop);
        await Store.AppendHoursAsync([HourOf(Monday, 0)], Stop);

        Assert.Single(await Store.ReadHourRevisionsAsync("ann", Monday, Monday, Stop));
    }

    [Fact]
    public async Task Nobody_reads_the_hours_or_progress_of_another_wearer()
    {
        await Store.AppendHoursAsync([HourOf(Monday, 0) with { Wearer = "ben" }], Stop);
        await Store.AppendProgressAsync([new("cat", June, 1, 2, 3)], Stop);

        Assert.Empty(await Store.ReadHoursAsync("ann", Monday, Monday, Stop));
        Assert.Empty(await Store.ReadProgressAsync("ann", 0, long.MaxValue, Stop));
        Assert.Equal(["ben", "cat"], await Store.ReadWearersAsync(Stop));
    }

    [Fact]
    public async Task An_hour_that_no_store_can_hold_is_refused()
    {
        await Assert.ThrowsAsync<StoreRefusedException>(
            () => Store.AppendHoursAsync([HourOf(Monday, 0) with { MedianBpm = double.NaN }], Stop));
        await Assert.ThrowsAsync<StoreRefusedException>(
            () => Store.AppendHoursAsync([HourOf(Monday, 0, StoreLimits.LastHourRevision + 1)], Stop));
    }

    [Fact]
    public async Task Progress_comes_back_in_order_of_time_and_the_end_does_not_belong()
    {
        ProgressRow[] told = [new("ann", June, null, null, null), new("ann", June + 1, 10, 20, 30), new("ann", June + 2, 11, null, 30)];
        await Store.AppendProgressAsync([told[2], told[0]], Stop);
        await Store.AppendProgressAsync([told[1]], Stop);

        Assert.Equal(told, await Store.ReadProgressAsync("ann", June, June + 3, Stop));
        Assert.Equal(told[..2], await Store.ReadProgressAsync("ann", 0, June + 2, Stop));
    }

    [Fact]
    public async Task At_first_everything_that_was_stored_is_there()
        => Assert.Equal(long.MinValue, await Store.ReadRawFromAsync("ann", Stop));

    [Fact]
    public async Task A_mark_of_retention_only_moves_forward_and_is_each_wearers_own()
    {
        await Store.MarkRawFromAsync("ann", June, Stop);
        await Store.MarkRawFromAsync("ann", June - Hour, Stop);

        Assert.Equal(June, await Store.ReadRawFromAsync("ann", Stop));
        Assert.Equal(long.MinValue, await Store.ReadRawFromAsync("ben", Stop));
    }

    internal static HourRow HourOf(LocalDate date, int hour, int revision = 1) => new(
        "ann", date, hour, revision, date.AtMidnight().InUtc().ToInstant().ToUnixTimeMilliseconds() + (hour * Hour), 60, null,
        null, null, null);
}
