using ActivitySync.Hosting;
using ActivitySync.Jobs;
using ActivitySync.Storage;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.Tests.Jobs;

/// <summary>Hours and progress come out of scoring, and what retention removes changes no scored day.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    const long Midnight = Some.Noon - (12 * Some.HourMs);

    static readonly LocalDate Today = new(2026, 6, 15);

    readonly Road _road = new(Some.Wearer(zone: "UTC"));

    [Fact]
    public async Task Scoring_a_day_stores_its_hours_and_they_add_up_to_it()
    {
        await LiveAsync(-1, 10);
        await _road.Scorer.RunAsync(Stop);

        var hours = await HoursAsync(-1);
        Assert.Equal(24, hours.Count);
        Assert.Equal(7_200, hours.Sum(hour => hour.Steps));
        Assert.Equal(600, hours[8].Steps);
        Assert.Null(hours[7].Steps);
        Assert.Equal(Midnight - Some.DayMs + (8 * Some.HourMs), hours[8].StartMs);
    }

    [Fact]
    public async Task Late_samples_make_a_new_revision_of_the_hours_and_running_again_none()
    {
        await LiveAsync(-1, 10);
        await _road.Scorer.RunAsync(Stop);
        await _road.Scorer.RunAsync(Stop);
        Assert.All(await HoursAsync(-1), hour => Assert.Equal(1, hour.Revision));

        await LateAsync(-1, 500);

        var hours = await HoursAsync(-1);
        Assert.All(hours, hour => Assert.Equal(2, hour.Revision));
        Assert.Equal(7_700, hours.Sum(hour => hour.Steps));
        Assert.Equal(500, hours[0].Steps);
    }

    [Fact]
    public async Task Progress_that_is_told_is_stored()
    {
        await LiveAsync(0, 1);
        await _road.Progress.RunAsync(Stop);
        await _road.Progress.RunAsync(Stop);

        var told = Assert.Single(await _road.Store.ReadProgressAsync("ana", 0, long.MaxValue, Stop));
        Assert.Equal((720L, null), (told.Steps, told.Target));
    }

    [Fact]
    public async Task Pruning_changes_no_scored_day_and_late_samples_for_it_are_kept_out_with_a_reason()
    {
        for (var offset = -9; offset < 0; offset++)
        {
            await LiveAsync(offset, 10);
        }
        await _road.Scorer.RunAsync(Stop);
        var before = await RowsAsync();

        await PrunerWith(new RetentionOptions { RawDays = 5 }).RunAsync(Stop);
        Assert.Empty(await _road.Store.ReadHeartRatesAsync("ana", 0, Midnight - (5 * Some.DayMs), Stop));
        Assert.Single(await _road.Store.ReadStepsAsync("ana", 0, Some.Noon - (5 * Some.DayMs), Stop)); // the last of its stream
        await _road.Scorer.RunAsync(Stop);
        await LateAsync(-8, 500);
        var scorings = await _road.Scorer.ScoreRangeAsync(
            _road.Wearer, Today.PlusDays(-9), Today.PlusDays(-1), new HashSet<LocalDate> { Today.PlusDays(-9) }, Stop);

        Assert.Equal(before.Select(row => (row.Date, row.Revision, row.Report)), (await RowsAsync()).Select(row => (row.Date, row.Revision, row.Report)));
        Assert.Equal([Today.PlusDays(-9)], scorings.Kept);
        Assert.Equal(0, scorings.Revisions);
        Assert.DoesNotContain(_road.Spool.State.TouchedDays(), day => day.Date == Today.PlusDays(-8));
    }

    [Fact]
    public async Task Days_whose_samples_are_all_there_are_still_derived_again()
    {
        for (var offset = -9; offset < 0; offset++)
        {
            await LiveAsync(offset, 10);
        }
        await _road.Scorer.RunAsync(Stop);
        await PrunerWith(new RetentionOptions { RawDays = 5 }).RunAsync(Stop);

        await LateAsync(-2, 500);

        Assert.Equal(7_700, StoredReports.Parse((await RowsAsync()).Single(row => row.Date == Today.PlusDays(-2))).Steps);
    }

    [Fact]
    public async Task What_late_data_brings_back_goes_again_with_the_next_run()
    {
        for (var offset = -9; offset < 0; offset++)
        {
            await LiveAsync(offset, 10);
        }
        var pruner = PrunerWith(new RetentionOptions { RawDays = 8, HourDays = 3 });
        await pruner.RunAsync(Stop);
        Assert.Empty(await HoursAsync(-5));

        await LateAsync(-5, 500); // its samples are kept, its hours are not: it is derived again
        await LateAsync(-9, 500); // beyond the cut of samples
        Assert.NotEmpty(await HoursAsync(-5));
        await pruner.RunAsync(Stop);

        Assert.Empty(await HoursAsync(-5));
        Assert.Equal(7_700, StoredReports.Parse((await RowsAsync()).Single(row => row.Date == Today.PlusDays(-5))).Steps);
        Assert.Empty(await _road.Store.ReadStepsAsync("ana", 0, Midnight - (8 * Some.DayMs), Stop));
    }

    [Fact]
    public async Task A_day_without_report_whose_samples_are_gone_gets_none()
    {
        await LiveAsync(-9, 10);
        await _road.Store.MarkRawFromAsync("ana", Midnight - Some.DayMs, Stop);

        await _road.Scorer.RunAsync(Stop);

        Assert.DoesNotContain(await RowsAsync(), row => row.Date <= Today.PlusDays(-1));
    }

    [Fact]
    public async Task Samples_of_a_day_that_is_still_to_be_scored_are_not_pruned()
    {
        await LiveAsync(-9, 10);
        var pruner = new Pruner(_road.Store, _road.Spool, new Household([_road.Wearer]), new DayScorer(
                _road.Store, _road.Spool, new Household([]), new DayRules(new(), new()), new JobOptions(),
                new(new(), new()), NullLogger<DayScorer>.Instance, _road.Time),
            new StorageOptions { Retention = new RetentionOptions { RawDays = 5 } }, NullLogger<Pruner>.Instance, _road.Time);

        await pruner.RunAsync(Stop); // with a scorer that knows nobody: nothing is scored

        Assert.Equal(720, (await _road.Store.ReadStepsAsync("ana", 0, Some.Noon, Stop)).Count);
    }

    [Fact]
    public async Task Nothing_is_pruned_where_everything_is_kept()
    {
        await LiveAsync(-9, 10);
        await PrunerWith(new RetentionOptions { ProgressDays = 0 }).RunAsync(Stop);

        Assert.Equal(long.MinValue, await _road.Store.ReadRawFromAsync("ana", Stop));
    }

    [Fact]
    public async Task Old_hours_and_progress_go_and_days_stay()
    {
        await LiveAsync(-9, 10);
        await LiveAsync(-1, 10);
        await _road.Scorer.RunAsync(Stop);
        await _road.Store.AppendProgressAsync([new("ana", Some.Noon - (9 * Some.DayMs), 1, 2, 3)], Stop);

        await PrunerWith(new RetentionOptions { ProgressDays = 5, HourDays = 5 }).RunAsync(Stop);

        Assert.Empty(await HoursAsync(-9));
        Assert.Equal(24, (await HoursAsync(-1)).Count);
        Assert.Empty(await _road.Store.ReadProgressAsync("ana", 0, long.MaxValue, Stop));
        Assert.Contains(await RowsAsync(), row => row.Date == Today.PlusDays(-9));
    }

    public async ValueTask InitializeAsync() => await _road.PrepareAsync(Stop);

    public ValueTask DisposeAsync() => _road.DisposeAsync();

    Pruner PrunerWith(RetentionOptions keep) => new(_road.Store, _road.Spool, new Household([_road.Wearer]), _road.Scorer,
        new StorageOptions { Retention = keep }, NullLogger<Pruner>.Instance, _road.Time);

    async Task LiveAsync(int offset, int stepsPerMinute)
    {
        var now = _road.Time.GetUtcNow();
        var midnight = Midnight + (offset * Some.DayMs);
        _road.Time.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(midnight + Some.DayMs, now.ToUnixTimeMilliseconds())));
        _road.ReceiveDay(midnight, stepsPerMinute);
        _road.Time.MoveTo(now);
        await _road.DrainAsync(Stop);
    }

    async Task LateAsync(int offset, int steps)
    {
        var from = Midnight + (offset * Some.DayMs);
        _road.Receive("activitysync/v1/ana/watch/steps",
            $$"""{"from":{{from}},"ts":{{from + Some.HourMs}},"steps":{{steps}},"counter":"delta"}""");
        await _road.DrainAsync(Stop);
        await _road.Scorer.RunAsync(Stop);
    }

    Task<IReadOnlyList<HourRow>> HoursAsync(int offset) =>
        _road.Store.ReadHoursAsync("ana", Today.PlusDays(offset), Today.PlusDays(offset), Stop);

    Task<IReadOnlyList<DayRow>> RowsAsync() => _road.Store.ReadDaysAsync("ana", Today.PlusDays(-60), Today.PlusDays(60), Stop);
}
