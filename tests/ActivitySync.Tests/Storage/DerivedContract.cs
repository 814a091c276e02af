using ActivitySync.Storage;
using NodaTime;

namespace ActivitySync.Tests.Storage;

/// <summary>Days and targets: appended as revisions, read as the newest.</summary>
public abstract class DerivedContract : StoreContract
{
    static readonly LocalDate Monday = new(2024, 6, 3);

    [Fact]
    public async Task A_day_comes_back_with_report_and_figures()
    {
        var day = Day(
            Monday, 1, """{"steps":8123,"note":"it's \"fine\" \\ ü 👟\n"}""", DayField.Of("steps", 8123L),
            DayField.Of("score", 71.5), DayField.Of("coverage", 1.0), DayField.Of("bouts", 0L));

        await Store.AppendDaysAsync([day], Stop);

        AssertDays([day], await Days(Monday, Monday));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.0)]
    [InlineData(5.0)]
    [InlineData(1e300)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(0.30000000000000004)]
    public async Task A_fraction_comes_back_to_the_bit(double value)
    {
        await Store.AppendDaysAsync([Day(Monday, 1, "{}", DayField.Of("load", value))], Stop);

        var field = Assert.Single(Assert.Single(await Days(Monday, Monday)).Fields);
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(field.Fraction!.Value));
        Assert.Null(field.Whole);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task A_whole_figure_keeps_all_64_bits(long value)
    {
        await Store.AppendDaysAsync([Day(Monday, 1, "{}", DayField.Of("steps", value))], Stop);

        Assert.Equal(value, Assert.Single(Assert.Single(await Days(Monday, Monday)).Fields).Whole);
    }

    [Fact]
    public async Task A_day_without_figures_has_none()
    {
        await Store.AppendDaysAsync([Day(Monday)], Stop);

        Assert.Empty(Assert.Single(await Days(Monday, Monday)).Fields);
    }

    [Fact]
    public async Task Figures_left_out_of_a_new_revision_do_not_come_from_the_old_one()
    {
        await Store.AppendDaysAsync([Day(Monday, 1, "{}", DayField.Of("score", 50.0), DayField.Of("steps", 9L))], Stop);
        await Store.AppendDaysAsync([Day(Monday, 2, "{}", DayField.Of("steps", 9L))], Stop);

        Assert.Equal([DayField.Of("steps", 9L)], Assert.Single(await Days(Monday, Monday)).Fields);
    }

    [Fact]
    public async Task The_highest_revision_is_the_day()
    {
        await Store.AppendDaysAsync([Day(Monday, 2, "2"), Day(Monday, 10, "10"), Day(Monday, 1, "1")], Stop);
        await Store.AppendDaysAsync([Day(Monday, 9, "9")], Stop);

        Assert.Equal("10", Assert.Single(await Days(Monday, Monday)).Report);
    }

    [Fact]
    public async Task Every_revision_can_be_read_in_order()
    {
        await Store.AppendDaysAsync([Day(Monday, 3, "30"), Day(Monday, 1, "10"), Day(Monday.PlusDays(1), 7, "70")], Stop);
        await Store.AppendDaysAsync([Day(Monday, 2, "20")], Stop);

        var revisions = await Store.ReadDayRevisionsAsync("ann", Monday, Stop);

        Assert.Equal(["10", "20", "30"], revisions.Select(day => day.Report));
        Assert.Equal([1, 2, 3], revisions.Select(day => day.Revision));
    }

    [Fact]
    public async Task The_same_row_twice_is_one_row()
    {
        await Store.AppendDaysAsync([Day(Monday)], Stop);
        await Store.AppendDaysAsync([Day(Monday)], Stop);

        Assert.Single(await Store.ReadDayRevisionsAsync("ann", Monday, Stop));
    }

    [Fact]
    public async Task Days_are_ordered_and_both_ends_belong()
    {
        await Store.AppendDaysAsync(
            [.. Enumerable.Range(-3, 7).Reverse().Select(i => Day(Monday.PlusDays(i), 1, $"{i}"))], Stop);

        Assert.Equal(["-1", "0", "1"], (await Days(Monday.PlusDays(-1), Monday.PlusDays(1))).Select(day => day.Report));
    }

    [Fact]
    public async Task Days_far_apart_in_a_wide_range_are_all_found()
    {
        DayRow[] days = [Day(new(1678, 1, 1)), Day(new(1969, 12, 31)), Day(Monday), Day(new(2261, 12, 31))];

        await Store.AppendDaysAsync(days, Stop);

        AssertDays(days, await Days(LocalDate.MinIsoValue, LocalDate.MaxIsoValue));
    }

    [Fact]
    public async Task A_reversed_range_of_days_has_nothing()
    {
        await Store.AppendDaysAsync([Day(Monday)], Stop);

        Assert.Empty(await Days(Monday.PlusDays(1), Monday));
    }

    [Fact]
    public async Task Nobody_reads_the_days_of_another_wearer()
    {
        await Store.AppendDaysAsync([Day(Monday) with { Wearer = "ben" }], Stop);
        await Store.AppendTargetsAsync([Target(Monday) with { Wearer = "ben" }], Stop);

        Assert.Empty(await Days(Monday, Monday));
        Assert.Empty(await Store.ReadDayRevisionsAsync("ann", Monday, Stop));
        Assert.Empty(await Store.ReadTargetsAsync("ann", Monday, Monday, Stop));
    }

    [Fact]
    public async Task A_report_of_sixty_thousand_bytes_fits_and_a_longer_one_is_refused()
    {
        var day = Day(Monday, 1, new string('1', StoreLimits.TextBytes));
        await Store.AppendDaysAsync([day], Stop);

        AssertDays([day], await Days(Monday, Monday));
        await Assert.ThrowsAsync<StoreRefusedException>(
            () => Store.AppendDaysAsync([Day(Monday, 2, new string('1', StoreLimits.TextBytes + 1))], Stop));
    }

    [Theory]
    [InlineData("Steps")]
    [InlineData("time")]
    [InlineData("revision")]
    [InlineData("a b")]
    [InlineData("")]
    public async Task A_figure_with_a_name_no_column_can_have_is_refused(string name) =>
        await Assert.ThrowsAsync<StoreRefusedException>(
            () => Store.AppendDaysAsync([Day(Monday, 1, "{}", DayField.Of(name, 1L))], Stop));

    [Fact]
    public async Task A_figure_that_is_no_number_is_refused() => await Assert.ThrowsAsync<StoreRefusedException>(
        () => Store.AppendDaysAsync([Day(Monday, 1, "{}", DayField.Of("score", double.NaN))], Stop));

    [Fact]
    public async Task A_target_comes_back_with_every_field()
    {
        var target = Target(Monday) with { Reason = "It's \"time\" \\ for a rest: ü 👟", Action = "", Inputs = "{}" };

        await Store.AppendTargetsAsync([target], Stop);

        Assert.Equal([target], await Store.ReadTargetsAsync("ann", Monday, Monday, Stop));
    }

    [Fact]
    public async Task Of_targets_too_the_highest_revision_counts_and_dates_ascend()
    {
        await Store.AppendTargetsAsync(
            [Target(Monday.PlusDays(1), 1, 100), Target(Monday, 2, 200), Target(Monday, 1, 300)], Stop);

        var targets = await Store.ReadTargetsAsync("ann", Monday, Monday.PlusDays(7), Stop);

        Assert.Equal([200, 100], targets.Select(target => target.Steps));
    }

    [Fact]
    public async Task A_year_of_days_is_read_whole()
    {
        var first = new LocalDate(2024, 1, 1);
        DayRow[] days = [.. Enumerable.Range(0, 366).Select(i => Day(first.PlusDays(i), 1, $"{i}", DayField.Of("steps", i)))];

        await Store.AppendDaysAsync(days, Stop);

        AssertDays(days, await Days(first, first.PlusDays(365)));
    }

    Task<IReadOnlyList<DayRow>> Days(LocalDate from, LocalDate to) => Store.ReadDaysAsync("ann", from, to, Stop);

    // Records compare lists by reference.
    static void AssertDays(IReadOnlyList<DayRow> expected, IReadOnlyList<DayRow> actual)
    {
        Assert.Equal(expected.Select(day => day with { Fields = [] }), actual.Select(day => day with { Fields = [] }));
        Assert.Equal(expected.Select(day => day.Fields), actual.Select(day => day.Fields));
    }
}
