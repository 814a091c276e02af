using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Ingest;

/// <summary>Readings of another kind than their stream stand in quarantine, and what is received again is counted.</summary>
public sealed class MixedStreamTests : IAsyncDisposable
{
    const string Watch = "steps/ana/watch";

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    static readonly LocalDate Monday = new(2026, 6, 15);
    static readonly (int Minute, int Steps)[] Mixed = [(-120, 5_000), (-90, 120), (-60, 5_200), (90, 80), (150, 5_300)];

    readonly Road _road;

    public MixedStreamTests()
    {
        var rules = Some.Rules();
        _road = new Road(new SourceRouter(rules, Sources.Parse(
            """
            { "name": "flow", "format": "mapper", "topic": "steps/{wearer}/{device}", "counter": "since_midnight", "unknown": "allow",
              "readings": [ { "kind": "steps", "value": "v", "time": "t" } ] }
            """, rules)), [.. rules.Wearers.Values]);
        _road.Time.MoveTo(Some.NoonTime.AddDays(1));
    }

    [Fact]
    public async Task They_are_in_quarantine_as_they_came_and_counted_by_source()
    {
        await CarryAsync([.. Mixed.Select(Json)]);

        var held = Held();

        Assert.Equal([Json(Mixed[1]), Json(Mixed[3])], held.Select(message => message.Payload));
        Assert.All(held, message => Assert.Equal(("mixed_counter", "flow", Watch), (message.Reason, message.Source, message.Topic)));
        Assert.Equal(2, Refused());
        Assert.Equal(5_300, await StepsAsync());
    }

    [Fact]
    public async Task Deriving_again_and_every_message_again_change_nothing()
    {
        await CarryAsync([.. Mixed.Select(Json)]);

        await CarryAsync([.. Mixed.Select(Json)]);
        await _road.Scorer.ScoreRangeAsync(_road.Wearer, Monday, Monday, new HashSet<LocalDate> { Monday }, Stop);

        Assert.Equal(2, Held().Count);
        Assert.Equal(2, Refused());
    }

    [Fact]
    public async Task Late_data_brings_them_and_in_any_order_the_same_readings_are_there()
    {
        await CarryAsync([.. Mixed.Where(one => one.Steps < 1_000).Select(Json)]);
        Assert.Empty(Held());

        await CarryAsync([.. Mixed.Where(one => one.Steps > 1_000).Reverse().Select(Json)]);

        Assert.Equal(["watch since_midnight 1781519400000", "watch since_midnight 1781530200000"], Held().Select(message => message.Reading));
        Assert.Equal(5_300, await StepsAsync());
    }

    [Fact]
    public async Task Late_data_that_explains_the_fall_takes_them_away()
    {
        await CarryAsync([.. Mixed.Take(3).Select(Json)]);
        Assert.Single(Held());

        // A restart at half past ten: the counter climbs again, minute by minute.
        await CarryAsync([.. Enumerable.Range(-89, 29).Select(minute => Json((minute, 120 + ((minute + 90) * 170))))]);

        Assert.Empty(Held());
    }

    [Fact]
    public async Task A_replay_by_the_same_rules_brings_them_back()
    {
        await CarryAsync([.. Mixed.Select(Json)]);

        _road.Spool.Replay(_road.Spool.Quarantine.Find(null, "mixed_counter"));
        Assert.Empty(Held());
        await CarryAsync([]);

        Assert.Equal(2, Held().Count);
    }

    [Fact]
    public async Task A_replay_by_mended_rules_takes_them_for_what_they_are()
    {
        await CarryAsync([.. Mixed.Select(Json)]);
        _road.Spool.Replay(_road.Spool.Quarantine.Find(null, "mixed_counter"));
        using var mended = _road.DrainWith(new SourceRouter(Some.Rules(), Sources.Parse(
            """
            { "name": "flow", "format": "mapper", "topic": "steps/{wearer}/{device}", "device": "pedometer", "counter": "delta",
              "readings": [ { "kind": "steps", "value": "v", "time": "t" } ] }
            """, Some.Rules())));

        Assert.True(await mended.DrainOnceAsync(Stop));
        await _road.Scorer.RunAsync(Stop);

        Assert.Empty(Held());
        Assert.Equal(["pedometer", "pedometer"], (await _road.Store.ReadStepsAsync("ana", 0, long.MaxValue, Stop))
            .Where(sample => sample.Counter == CounterKind.Delta).Select(sample => sample.Device));
    }

    [Fact]
    public async Task What_was_dropped_stays_away()
    {
        await CarryAsync([.. Mixed.Select(Json)]);

        _road.Spool.Quarantine.Drop(_road.Spool.Quarantine.Find(null, "mixed_counter"));
        await CarryAsync([Json((151, 5_300))]);

        Assert.Empty(Held());
    }

    [Fact]
    public async Task Today_they_are_there_at_once()
    {
        _road.Time.MoveTo(Some.NoonTime.AddHours(4));
        await _road.PrepareAsync(Stop);
        Receive([.. Mixed.Select(Json)]);
        await _road.DrainAsync(Stop);

        await _road.Progress.RunAsync(Stop);

        Assert.Equal(2, Held().Count);
    }

    [Fact]
    public async Task What_comes_again_is_counted_for_each_stream_and_day()
    {
        await CarryAsync([Json((0, 100)), Json((0, 100)), Json((10, 200))]);
        await CarryAsync([Json((0, 100)), Json((10, 200)), Json((-1_440, 50))]);

        var received = _road.Spool.Streams.Received("ana", Monday.PlusDays(-1), Monday);

        Assert.Equal(5, received[("watch", "since_midnight", Monday)]);
        Assert.Equal(1, received[("watch", "since_midnight", Monday.PlusDays(-1))]);
    }

    [Fact]
    public async Task A_state_that_waits_for_its_time_survives_a_restart()
    {
        const string Home = """
            { "name": "ha", "format": "home-assistant-statestream", "wearer": "ana",
              "entities": { "sensor.watch": { "kind": "steps", "counter": "since_midnight", "device": "watch", "time": "last_updated" } } }
            """;
        await _road.PrepareAsync(Stop);
        _road.Receive("homeassistant/sensor/watch/state", "4321");
        using (var before = _road.DrainWith(new SourceRouter(Some.Rules(), Sources.Parse(Home, Some.Rules()))))
        {
            Assert.True(await before.DrainOnceAsync(Stop));
        }
        _road.Receive("homeassistant/sensor/watch/last_updated", "2026-06-15T12:00:00Z");
        using var after = _road.DrainWith(new SourceRouter(Some.Rules(), Sources.Parse(Home, Some.Rules())));

        Assert.True(await after.DrainOnceAsync(Stop));

        Assert.Equal((4_321, Some.Noon), (await _road.Store.ReadStepsAsync("ana", 0, long.MaxValue, Stop))
            .Select(sample => (sample.Count, sample.TimeMs)).Single());
    }

    public async ValueTask DisposeAsync() => await _road.DisposeAsync();

    static string Json((int Minute, int Steps) one) => $$"""{"t":{{Some.Noon + (one.Minute * Some.MinuteMs)}},"v":{{one.Steps}}}""";

    List<(string Reason, string Source, string Topic, string Payload, string Reading)> Held() =>
        [.. _road.Spool.Quarantine.Find(null, null).Select(message => (message.Reason, message.Source, message.Topic,
            System.Text.Encoding.UTF8.GetString(message.Payload), message.Reading)).OrderBy(message => message.Reading, StringComparer.Ordinal)];

    long Refused() => _road.Spool.Quarantine.Refusals().Single(count => count.Reason == "mixed_counter").Messages;

    void Receive(IReadOnlyList<string> payloads)
    {
        foreach (var payload in payloads)
        {
            _road.Receive(Watch, payload);
        }
    }

    async Task CarryAsync(IReadOnlyList<string> payloads)
    {
        await _road.PrepareAsync(Stop);
        Receive(payloads);
        await _road.DrainAsync(Stop);
        await _road.Scorer.RunAsync(Stop);
    }

    async Task<long> StepsAsync() => StoredSteps(Assert.Single(await _road.Store.ReadDaysAsync("ana", Monday, Monday, Stop)).Report);

    static long StoredSteps(string report) =>
        Core.Scoring.DayReportJson.Read(System.Text.Encoding.UTF8.GetBytes(report)).Steps!.Value;
}
