using System.Text;
using System.Text.Json;
using ActivitySync.Jobs;
using ActivitySync.Storage;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Jobs;

public sealed class DayScorerTests : IAsyncLifetime
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    /// <summary>Midnight before the Monday that <see cref="Some.Noon"/> is in, UTC.</summary>
    const long Midnight = Some.Noon - (12 * Some.HourMs);

    static readonly LocalDate Today = new(2026, 6, 15);

    readonly Road _road = new(Some.Wearer(zone: "UTC"));

    [Fact]
    public async Task A_closed_day_is_scored_and_today_is_not()
    {
        await LiveAsync(-1, 10);
        await LiveAsync(0, 10);

        Assert.Equal(1, await _road.Scorer.RunAsync(Stop));

        Assert.Equal(Today.PlusDays(-1), Assert.Single(await RowsAsync()).Date);
        Assert.Equal(Today, Assert.Single(_road.Spool.State.TouchedDays()).Date);
    }

    [Fact]
    public async Task A_day_is_not_scored_before_its_grace_is_over()
    {
        await LiveAsync(-1, 10);
        _road.Time.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(Midnight + (9 * Some.MinuteMs)));
        Assert.Equal(0, await _road.Scorer.RunAsync(Stop));

        _road.Time.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(Midnight + (10 * Some.MinuteMs)));
        Assert.Equal(1, await _road.Scorer.RunAsync(Stop));
    }

    [Fact]
    public async Task Running_again_changes_nothing()
    {
        await LiveAsync(-2, 10);
        await LiveAsync(-1, 10);
        Assert.Equal(2, await _road.Scorer.RunAsync(Stop));

        Assert.Equal(0, await _road.Scorer.RunAsync(Stop));
        await LiveAsync(-1, 10);
        Assert.Equal(0, await _road.Scorer.RunAsync(Stop));

        Assert.All(await RowsAsync(), row => Assert.Equal(1, row.Revision));
    }

    [Fact]
    public async Task Late_samples_score_their_day_again_as_a_new_revision()
    {
        await LiveAsync(-3, 10);
        await LiveAsync(-2, 10);
        await LiveAsync(-1, 10);
        await _road.Scorer.RunAsync(Stop);

        _road.Receive("activitysync/v1/ana/watch/steps",
            $$"""{"from":{{DayMs(-2)}},"ts":{{DayMs(-2) + Some.HourMs}},"steps":500,"counter":"delta"}""");
        await _road.DrainAsync(Stop);
        await _road.Scorer.RunAsync(Stop);

        var rows = await RowsAsync();
        Assert.Equal([1, 2], rows.Take(2).Select(row => row.Revision)); // the day after may depend on it
        Assert.Equal([7_200, 7_700, 7_200], rows.Select(row => StoredReports.Parse(row).Steps!.Value));
    }

    [Fact]
    public async Task A_sample_thirty_days_late_changes_its_day_and_those_that_depend_on_it_and_no_other()
    {
        _road.Time.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(DayMs(-40)));
        for (var offset = -40; offset < 0; offset++)
        {
            await LiveAsync(offset, 8 + (offset % 3));
        }
        _road.Time.MoveTo(Some.NoonTime);
        await _road.Scorer.RunAsync(Stop);
        var before = await RowsAsync();
        Assert.All(before, row => Assert.Equal(1, row.Revision));

        _road.Receive("activitysync/v1/ana/watch/steps",
            $$"""{"from":{{DayMs(-29)}},"ts":{{DayMs(-29) + Some.HourMs}},"steps":900,"counter":"delta"}""");
        await _road.DrainAsync(Stop);
        Assert.Equal(Today.PlusDays(-29), Assert.Single(_road.Spool.State.TouchedDays(), day => day.Date < Today).Date);
        await _road.Scorer.RunAsync(Stop);

        var after = await RowsAsync();
        Assert.All(after.Where(row => row.Date < Today.PlusDays(-29)), row => Assert.Equal(1, row.Revision));
        Assert.Equal(2, after.Single(row => row.Date == Today.PlusDays(-29)).Revision);
        // Others are new exactly where they say something else: the average load says it for weeks.
        Assert.All(before.Zip(after), pair => Assert.Equal(pair.First.Report == pair.Second.Report ? 1 : 2, pair.Second.Revision));
        Assert.Contains(after, row => row.Date > Today.PlusDays(-29) && row.Revision == 2);
    }

    [Fact]
    public async Task A_slot_stated_again_with_less_lowers_its_day()
    {
        Slot(700, DayMs(-1) + (11 * Some.HourMs));
        await _road.DrainAsync(Stop);
        await _road.Scorer.RunAsync(Stop);
        Slot(500.4m, DayMs(0) + Some.HourMs);
        Slot(700, DayMs(-1) + (11 * Some.HourMs));
        await _road.DrainAsync(Stop);
        await _road.Scorer.RunAsync(Stop);

        var row = Assert.Single(await RowsAsync());
        Assert.Equal((2, 500), (row.Revision, StoredReports.Parse(row).Steps));

        void Slot(decimal steps, long asOfMs) => _road.Receive("activitysync/v1/ana/phone/steps", FormattableString.Invariant(
            $$"""{"from":{{DayMs(-1) + (9 * Some.HourMs)}},"ts":{{DayMs(-1) + (10 * Some.HourMs)}},"steps":{{steps}},"counter":"hour_slot","as_of":{{asOfMs}}}"""));
    }

    [Fact]
    public async Task A_correction_may_lower_a_total_and_what_it_corrects_told_again_does_not_raise_it()
    {
        await LiveAsync(-1, 10);
        await _road.Scorer.RunAsync(Stop);

        await LiveAsync(-1, 8, asOfMs: DayMs(0) + Some.HourMs);
        await LiveAsync(-1, 10);
        await LiveAsync(-1, 9, asOfMs: DayMs(0));
        await _road.Scorer.RunAsync(Stop);

        var row = Assert.Single(await RowsAsync());
        Assert.Equal((2, 5_760), (row.Revision, StoredReports.Parse(row).Steps));
    }

    [Fact]
    public async Task Days_of_downtime_are_caught_up_in_order_and_days_without_samples_are_reported_as_such()
    {
        await LiveAsync(-5, 10);
        await _road.Scorer.RunAsync(Stop);
        var before = await RowsAsync();

        _road.Time.Advance(TimeSpan.FromDays(3));
        await LiveAsync(2, 10);
        await _road.Scorer.RunAsync(Stop);

        var rows = await RowsAsync();
        Assert.Equal(5, before.Count);
        Assert.Equal(Enumerable.Range(-5, 8).Select(offset => Today.PlusDays(offset)), rows.Select(row => row.Date));
        Assert.Null(StoredReports.Parse(rows[2]).Steps);
    }

    [Fact]
    public async Task After_two_weeks_of_silence_there_are_no_further_reports()
    {
        await LiveAsync(-1, 10);
        await _road.Scorer.RunAsync(Stop);

        _road.Time.Advance(TimeSpan.FromDays(40));
        await _road.Scorer.RunAsync(Stop);

        Assert.Equal(Today.PlusDays(13), (await RowsAsync())[^1].Date);
    }

    [Fact]
    public async Task A_gap_in_old_history_is_reported_whatever_the_order_in_which_it_was_scored()
    {
        await LiveAsync(-20, 10);
        await _road.Scorer.RunAsync(Stop);
        await LiveAsync(-16, 10);
        await _road.Scorer.RunAsync(Stop);

        var rows = await RowsAsync();
        Assert.Equal(Enumerable.Range(-20, 19).Select(offset => Today.PlusDays(offset)), rows.Select(row => row.Date));
    }

    [Fact]
    public async Task New_results_of_past_days_are_told_although_nothing_came_today()
    {
        await LiveAsync(-1, 1);
        await _road.Progress.RunAsync(Stop);
        await _road.Scorer.RunAsync(Stop);
        await _road.Progress.RunAsync(Stop);

        using var state = JsonDocument.Parse(Pending()["activitysync/wearers/ana/state"]);
        Assert.Equal(720, state.RootElement.GetProperty("last_day").GetProperty("steps").GetInt32());
    }

    [Fact]
    public async Task The_first_target_appears_after_four_valid_days_and_is_stored_with_its_reason()
    {
        foreach (var offset in new[] { -6, -5, -4, -3, -2, -1 })
        {
            await LiveAsync(offset, 8);
        }
        await _road.Scorer.RunAsync(Stop);

        var reports = (await RowsAsync()).Select(StoredReports.Parse).ToList();
        Assert.Equal([null, null, null, null, 5_750, 5_750], reports.Select(report => report.Target));
        var target = (await _road.Store.ReadTargetsAsync("ana", Today.PlusDays(-9), Today, Stop))[0];
        Assert.Equal((Today.PlusDays(-2), 5_750L, "FIRST"), (target.Date, target.Steps, target.Action));
        Assert.NotEmpty(target.Reason);
    }

    [Fact]
    public async Task Reports_are_noted_for_publishing_and_old_days_are_cleared()
    {
        await LiveAsync(-1, 10);
        await _road.Scorer.RunAsync(Stop);
        var topic = $"activitysync/wearers/ana/day/{Today.PlusDays(-1):uuuu-MM-dd}";

        using var payload = JsonDocument.Parse(Pending()[topic]);
        Assert.Equal(1, payload.RootElement.GetProperty("revision").GetInt32());
        Assert.Equal(7_200, payload.RootElement.GetProperty("report").GetProperty("steps").GetInt32());

        _road.Time.Advance(TimeSpan.FromDays(36));
        await LiveAsync(35, 10);
        await _road.Scorer.RunAsync(Stop);
        Assert.Equal("", Pending()[topic]);
    }

    [Fact]
    public async Task Progress_tells_todays_steps_once_for_each_change()
    {
        await LiveAsync(0, 1);
        await _road.Progress.RunAsync(Stop);

        var told = Pending();
        Assert.Equal("720", told["activitysync/wearers/ana/steps"]);
        Assert.Equal("unknown", told["activitysync/wearers/ana/target_steps"]);
        using var state = JsonDocument.Parse(told["activitysync/wearers/ana/state"]);
        Assert.Equal(JsonValueKind.Null, state.RootElement.GetProperty("target").ValueKind);

        await LiveAsync(0, 2);
        await _road.Progress.RunAsync(Stop);
        Assert.Equal("1440", Pending()["activitysync/wearers/ana/steps"]);
    }

    [Fact]
    public async Task At_midnight_yesterdays_steps_stop_standing_as_todays()
    {
        await LiveAsync(-1, 1);
        await _road.Scorer.RunAsync(Stop);
        await _road.Progress.RunAsync(Stop);

        Assert.Equal("unknown", Pending()["activitysync/wearers/ana/steps"]);
    }

    public async ValueTask InitializeAsync() => await _road.PrepareAsync(Stop);

    public ValueTask DisposeAsync() => _road.DisposeAsync();

    static long DayMs(int offset) => Midnight + (offset * Some.DayMs);

    // Twelve hours of the same minutes: 720 × so many steps. Received when they would be, or now when that is earlier.
    async Task LiveAsync(int offset, int stepsPerMinute, long? asOfMs = null)
    {
        var now = _road.Time.GetUtcNow();
        _road.Time.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(DayMs(offset) + Some.DayMs, now.ToUnixTimeMilliseconds())));
        _road.ReceiveDay(DayMs(offset), stepsPerMinute, asOfMs: asOfMs);
        _road.Time.MoveTo(now);
        await _road.DrainAsync(Stop);
    }

    Task<IReadOnlyList<DayRow>> RowsAsync() => _road.Store.ReadDaysAsync("ana", Today.PlusDays(-60), Today.PlusDays(60), Stop);

    Dictionary<string, string> Pending() => _road.Spool.State.Pending(1_000)
        .ToDictionary(pending => pending.Publication.Topic, pending => Encoding.UTF8.GetString(pending.Publication.Payload));
}
