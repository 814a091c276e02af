using System.Text;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Ingest;

public sealed class DrainTests : IAsyncLifetime
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly Road _road = new(Some.Wearer(zone: "UTC"));

    [Fact]
    public async Task Messages_become_samples_and_touched_days_and_leave_the_spool()
    {
        _road.Receive("activitysync/v1/ana/watch/heart_rate", $$"""{"ts":{{Some.Noon}},"bpm":70}""");

        await _road.DrainAsync(Stop);

        Assert.Equal(70, Assert.Single(await _road.Store.ReadHeartRatesAsync("ana", 0, Some.Noon + 1, Stop)).Bpm);
        Assert.Equal("ana", Assert.Single(_road.Spool.State.TouchedDays()).Wearer);
        Assert.Equal(0, _road.Spool.WaitingMessages);
    }

    [Fact]
    public async Task While_the_store_is_away_messages_wait_and_nothing_is_lost()
    {
        _road.Store.AwayFor = 2;
        _road.Receive("activitysync/v1/ana/watch/heart_rate", $$"""{"ts":{{Some.Noon}},"bpm":70}""");

        await _road.DrainAsync(Stop);

        Assert.Equal(3, _road.Store.Writes);
        Assert.Single(await _road.Store.ReadHeartRatesAsync("ana", 0, Some.Noon + 1, Stop));
        Assert.False(_road.Drain.StoreIsLost);
    }

    [Fact]
    public async Task A_new_device_is_told_of_once_and_beside_others_with_the_line_that_ranks_them()
    {
        for (var i = 0; i < 3; i++)
        {
            foreach (var device in (string[])["watch", "phone"])
            {
                _road.Receive($"activitysync/v1/ana/{device}/heart_rate", $$"""{"ts":{{Some.Noon + (i * 60_000)}},"bpm":70}""");
            }
            await _road.DrainAsync(Stop);
        }
        _road.RestartDrain();
        _road.Receive("activitysync/v1/ana/watch/heart_rate", $$"""{"ts":{{Some.Noon + Some.HourMs}},"bpm":70}""");
        await _road.DrainAsync(Stop);

        var told = _road.DrainLog.Lines.Where(line => line.Contains("First reading of", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, told.Count);
        Assert.StartsWith("Information LogFirst: First reading of watch, a device of ana", told[0], StringComparison.Ordinal);
        Assert.Contains("beside watch.", told[1], StringComparison.Ordinal);
        Assert.Contains("write \"devices\": [ \"watch\", \"phone\" ] in wearers.json", told[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_told_of_once_with_what_to_write_where_and_what_to_run_then()
    {
        foreach (var kind in (string[])["steps", "heart_rate", "steps", "batch"])
        {
            _road.Receive($"activitysync/v1/zoe/watch/{kind}", "{}");
        }

        await _road.DrainAsync(Stop);

        var line = Assert.Single(_road.DrainLog.Lines, line => line.Contains("zoe", StringComparison.Ordinal));
        Assert.StartsWith("Warning ", line, StringComparison.Ordinal);
        Assert.Contains("Write { \"id\": \"zoe\", \"zone\": ", line, StringComparison.Ordinal);
        Assert.Contains("wearers.json", line, StringComparison.Ordinal);
        Assert.Contains("activitysync quarantine replay --reason unknown_wearer", line, StringComparison.Ordinal);
        Assert.Equal(3, _road.Spool.Quarantine.Newest(10).Count);
    }

    [Fact]
    public async Task A_sample_the_store_refuses_is_quarantined_alone()
    {
        _road.Store.Refuses = "cursed";
        _road.Receive("activitysync/v1/ana/watch/heart_rate", $$"""{"ts":{{Some.Noon}},"bpm":70}""");
        _road.Receive("activitysync/v1/ana/cursed/heart_rate", $$"""{"ts":{{Some.Noon}},"bpm":71}""");
        _road.Receive("activitysync/v1/ana/watch/heart_rate", $$"""{"ts":{{Some.Noon + 1}},"bpm":72}""");

        await _road.DrainAsync(Stop);

        Assert.Equal([70, 72], (await _road.Store.ReadHeartRatesAsync("ana", 0, Some.Noon + 2, Stop)).Select(sample => sample.Bpm));
        var refused = Assert.Single(_road.Spool.Quarantine.Newest(10));
        Assert.Equal(("store_refused", "activitysync/v1/ana/cursed/heart_rate"), (refused.Reason, refused.Topic));
        Assert.Equal(0, _road.Spool.WaitingMessages);
    }

    [Fact]
    public async Task Start_of_a_message_that_was_too_large_is_quarantined_and_not_decoded()
    {
        var whole = $$"""{"ts":{{Some.Noon}},"bpm":70}""";
        _road.Receive("activitysync/v1/ana/watch/heart_rate", whole, BurstFlags.TooLarge);

        await _road.DrainAsync(Stop);

        Assert.Empty(await _road.Store.ReadHeartRatesAsync("ana", 0, Some.Noon + 1, Stop));
        var refused = Assert.Single(_road.Spool.Quarantine.Newest(10));
        Assert.Equal(("too_large", whole), (refused.Reason, Encoding.UTF8.GetString(refused.Payload)));
    }

    [Fact]
    public async Task A_message_that_means_nothing_is_quarantined_with_its_payload()
    {
        _road.Receive("activitysync/v1/ana/watch/heart_rate", "rubbish");

        await _road.DrainAsync(Stop);

        var refused = Assert.Single(_road.Spool.Quarantine.Newest(10));
        Assert.Equal("bad_json", refused.Reason);
        Assert.Equal("rubbish"u8.ToArray(), refused.Payload);
    }

    [Fact]
    public async Task A_refused_sample_touches_no_day()
    {
        _road.Store.Refuses = "cursed";
        _road.Receive("activitysync/v1/ana/cursed/heart_rate", $$"""{"ts":{{Some.Noon}},"bpm":71}""");

        await _road.DrainAsync(Stop);

        Assert.Empty(_road.Spool.State.TouchedDays());
    }

    [Fact]
    public async Task A_replayed_message_goes_down_the_road_again()
    {
        _road.Store.Refuses = "cursed";
        _road.Receive("activitysync/v1/ana/cursed/heart_rate", $$"""{"ts":{{Some.Noon}},"bpm":71}""");
        await _road.DrainAsync(Stop);
        _road.Store.Refuses = null;

        Assert.Equal(1, _road.Spool.Replay(_road.Spool.Quarantine.Find(null, "store_refused")));
        await _road.DrainAsync(Stop);

        Assert.Equal(71, Assert.Single(await _road.Store.ReadHeartRatesAsync("ana", 0, Some.Noon + 1, Stop)).Bpm);
        Assert.Empty(_road.Spool.Quarantine.Newest(10));
    }

    [Fact]
    public async Task A_burst_carried_over_twice_changes_nothing()
    {
        _road.ReceiveDay(Some.Noon - (36 * Some.HourMs), stepsPerMinute: 10);
        await _road.DrainAsync(Stop);
        var before = await _road.Store.ReadStepsAsync("ana", 0, Some.Noon, Stop);

        _road.ReceiveDay(Some.Noon - (36 * Some.HourMs), stepsPerMinute: 10);
        await _road.DrainAsync(Stop);

        Assert.Equal(720, before.Count);
        Assert.Equal(before, await _road.Store.ReadStepsAsync("ana", 0, Some.Noon, Stop));
    }

    public async ValueTask InitializeAsync() => await _road.PrepareAsync(Stop);

    public ValueTask DisposeAsync() => _road.DisposeAsync();
}
