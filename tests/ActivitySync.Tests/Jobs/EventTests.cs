using System.Text.Json;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Jobs;

/// <summary>What happened is told once, whatever is derived again.</summary>
public sealed class EventTests : IAsyncLifetime
{
    const long Midnight = Some.Noon - (12 * Some.HourMs);
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly Road _road = new(Some.Wearer(zone: "UTC"));

    [Fact]
    public async Task A_closed_day_is_told_once_also_when_late_samples_change_it()
    {
        await LiveAsync(-1, 8);
        await _road.Scorer.RunAsync(Stop);
        await LiveAsync(-1, 9);
        await _road.Scorer.RunAsync(Stop);

        Assert.Equal(["day_closed/ana/2026-06-14"], _road.Events);
    }

    [Fact]
    public async Task Days_of_downtime_are_told_in_order_and_weeks_of_history_are_not()
    {
        for (var offset = -12; offset < 0; offset++)
        {
            await LiveAsync(offset, 8);
        }
        await _road.Scorer.RunAsync(Stop);

        Assert.Equal(Enumerable.Range(8, 7).Select(day => $"day_closed/ana/2026-06-{day:00}"),
            _road.Events.Where(key => key.StartsWith("day_closed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_decision_is_told_when_it_is_made_and_not_again_when_the_day_closes()
    {
        await LearnAsync();
        var decided = Assert.Single(_road.Events, key => key.StartsWith("target_decided", StringComparison.Ordinal));

        Assert.Equal("target_decided/ana/2026-06-15/FIRST/5750", decided);
        _road.Time.Advance(TimeSpan.FromDays(1));
        await _road.Scorer.RunAsync(Stop);
        Assert.Single(_road.Events, key => key.StartsWith("target_decided", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_the_minutes_before_yesterday_is_scored_its_decision_already_holds_and_is_not_told_as_todays()
    {
        await LearnAsync();
        await LiveAsync(0, 8);
        _road.Time.Advance(TimeSpan.FromHours(12) + TimeSpan.FromMinutes(5)); // the grace of ten minutes lasts
        await _road.Scorer.RunAsync(Stop);
        await _road.Progress.RunAsync(Stop);

        Assert.Equal(["target_decided/ana/2026-06-15/FIRST/5750"],
            _road.Events.Where(key => key.StartsWith("target_decided", StringComparison.Ordinal)));
        using var document = JsonDocument.Parse(_road.Spool.State.PayloadOf("activitysync/wearers/ana/state"));
        Assert.Equal("2026-06-16", document.RootElement.GetProperty("date").GetString());
        Assert.Equal(5_750, document.RootElement.GetProperty("target").GetInt32());
    }

    [Fact]
    public async Task A_wearers_days_begin_with_the_first_reading()
    {
        await LiveAsync(-1, 8); // near the day before, which it touches too
        await _road.Scorer.RunAsync(Stop);

        var days = await _road.Store.ReadDaysAsync("ana", new(2026, 6, 1), new(2026, 6, 30), Stop);
        Assert.Equal([new NodaTime.LocalDate(2026, 6, 14)], days.Select(day => day.Date));
        Assert.Empty(_road.Spool.State.TouchedDays());
    }

    [Fact]
    public async Task The_age_of_the_last_sample_grows_while_nothing_comes_also_past_midnight()
    {
        await LearnAsync();
        await LiveAsync(0, 4); // until 20 o'clock
        _road.Time.Advance(TimeSpan.FromHours(8) + TimeSpan.FromMinutes(1));
        await _road.Progress.RunAsync(Stop);
        Assert.Equal("1", Topic("last_sample_age"));

        _road.Time.Advance(TimeSpan.FromMinutes(5));
        await _road.Progress.RunAsync(Stop);
        Assert.Equal("6", Topic("last_sample_age"));

        _road.Time.Advance(TimeSpan.FromHours(5));
        await _road.Progress.RunAsync(Stop);
        Assert.Equal(("306", "2026-06-15T20:00:00+00:00"), (Topic("last_sample_age"), Topic("last_sample")));

        string Topic(string name) => System.Text.Encoding.UTF8.GetString(
            _road.Spool.State.PayloadOf($"activitysync/wearers/ana/{name}")!);
    }

    [Fact]
    public async Task A_met_goal_is_told_once_a_day_while_steps_go_on()
    {
        await LearnAsync();
        await LiveAsync(0, 8); // 5,760 steps meet 5,750
        await _road.Progress.RunAsync(Stop);
        await LiveAsync(0, 9);
        _road.Time.Advance(TimeSpan.FromMinutes(10));
        await _road.Progress.RunAsync(Stop);

        var met = Assert.Single(_road.Spool.Outbox.Find("goal_met/"));
        using var payload = JsonDocument.Parse(met.Payload);
        Assert.Equal(5_760, payload.RootElement.GetProperty("steps").GetInt32());
        Assert.Equal("goal_met/ana/2026-06-15", payload.RootElement.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_late_sync_that_meets_yesterdays_goal_is_told()
    {
        await LearnAsync();
        await LiveAsync(0, 8);
        _road.Time.Advance(TimeSpan.FromHours(14));
        await _road.Scorer.RunAsync(Stop);

        Assert.Single(_road.Events, "goal_met/ana/2026-06-15");
    }

    [Fact]
    public void An_event_waits_for_each_channel_by_itself_and_a_new_channel_begins_with_now()
    {
        _road.Spool.Outbox.Add([Event("a"), Event("b"), Event("a")]);
        var first = _road.Spool.Outbox.Untold("mqtt", 10);
        _road.Spool.Outbox.Told("mqtt", first[0]);
        _road.Spool.Outbox.Begin("ntfy");
        _road.Spool.Outbox.Add([Event("c"), Event("b")]);

        Assert.Equal(["a", "b"], first.Select(one => one.Key));
        Assert.Equal(["b", "c"], _road.Spool.Outbox.Untold("mqtt", 10).Select(one => one.Key));
        Assert.Equal(["c"], _road.Spool.Outbox.Untold("ntfy", 10).Select(one => one.Key));
        _road.Spool.Outbox.Begin("ntfy");
        Assert.Equal(["c"], _road.Spool.Outbox.Untold("ntfy", 10).Select(one => one.Key));
    }

    [Fact]
    public async Task State_holds_what_a_home_shows()
    {
        await LearnAsync();
        await LiveAsync(0, 4);
        _road.Time.Advance(TimeSpan.FromHours(9)); // the readings go on to 20 o'clock
        await _road.Progress.RunAsync(Stop);
        using var document = JsonDocument.Parse(_road.Spool.State.PayloadOf("activitysync/wearers/ana/state"));
        var state = document.RootElement;

        Assert.Equal("2026-06-15T00:00:00+00:00", state.GetProperty("day_start").GetString());
        Assert.Equal((2_880, 5_750, 2_870, 50), (Whole("steps"), Whole("target"), Whole("remaining"), Whole("progress_percent")));
        Assert.False(state.GetProperty("stale").GetBoolean());
        Assert.Equal("none", state.GetProperty("excuse").GetString());
        Assert.StartsWith("First target", state.GetProperty("target_reason").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("2026-06-14", state.GetProperty("last_day").GetProperty("date").GetString());
        Assert.Equal("2026-06-15T20:00:00+00:00", state.GetProperty("last_sample").GetString());

        int Whole(string name) => state.GetProperty(name).GetInt32();
    }

    public async ValueTask InitializeAsync() => await _road.PrepareAsync(Stop);

    public ValueTask DisposeAsync() => _road.DisposeAsync();

    static OutboxEvent Event(string key) => new(key, "kind", "ana", Some.Noon, Some.Noon + 1, [(byte)'{', (byte)'}']);

    // Four valid days: the first target is decided today.
    async Task LearnAsync()
    {
        for (var offset = -4; offset < 0; offset++)
        {
            await LiveAsync(offset, 8);
        }
        await _road.Scorer.RunAsync(Stop);
        await _road.Progress.RunAsync(Stop);
    }

    async Task LiveAsync(int offset, int stepsPerMinute)
    {
        var now = _road.Time.GetUtcNow();
        var day = Midnight + (offset * Some.DayMs);
        _road.Time.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(day + Some.DayMs, now.ToUnixTimeMilliseconds())));
        _road.ReceiveDay(day, stepsPerMinute);
        _road.Time.MoveTo(now);
        await _road.DrainAsync(Stop);
    }
}
