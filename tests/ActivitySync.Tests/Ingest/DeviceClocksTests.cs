using ActivitySync.Spool;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Ingest;

/// <summary>A clock that stands steadily away from ours is told of once, and remembered over a restart.</summary>
public sealed class DeviceClocksTests : IAsyncLifetime
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly Road _road = new(Some.Wearer(zone: "UTC"));

    [Fact]
    [Edge("1", "a steady clock offset (median of 20 messages over 2 min) is reported")]
    public async Task A_clock_that_is_behind_is_told_once()
    {
        await HearAsync(60, secondsAgo: 400);

        Assert.Equal(400_000, Offset());
        Assert.Equal(["Warning LogBehind"], ClockStory());
        Assert.Contains(_road.DrainLog.Lines, line => line.Contains("Readings of watch of ana are stamped 6.7 min before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_clock_that_is_ahead_is_told_as_such()
    {
        await HearAsync(20, secondsAgo: -180);

        Assert.Equal(-180_000, Offset());
        Assert.Equal(["Warning LogAhead"], ClockStory());
    }

    [Fact]
    public async Task A_clock_that_was_set_is_told_once_and_not_around_the_limit()
    {
        await HearAsync(20, secondsAgo: 130);
        await HearAsync(20, secondsAgo: 110); // below the limit, not well below it
        Assert.Equal(130_000, Offset());

        await HearAsync(20, secondsAgo: 5);
        Assert.Null(Offset());
        Assert.Equal(["Warning LogBehind", "Information LogRight"], ClockStory());
    }

    [Fact]
    public async Task A_clock_that_drifts_is_told_again_a_minute_later()
    {
        await HearAsync(20, secondsAgo: 130);
        await HearAsync(20, secondsAgo: 189);
        Assert.Equal(130_000, Offset());

        await HearAsync(20, secondsAgo: 190);
        Assert.Equal(190_000, Offset());
    }

    [Fact]
    public async Task A_message_counts_by_its_newest_reading_and_a_replay_does_not_count()
    {
        for (var i = 0; i < 20; i++)
        {
            var now = Now();
            Receive($$"""[{"ts":{{now - 1_000}},"bpm":70},{"ts":{{now - Some.HourMs}},"bpm":71}]""");
            Receive($$"""{"ts":{{now - Some.HourMs}},"bpm":70}""", BurstFlags.Retained);
            await NextAsync();
        }

        Assert.Null(Offset());
        Assert.Empty(ClockStory());
    }

    [Fact]
    public async Task Statements_about_an_interval_say_nothing_of_a_clock()
    {
        for (var i = 0; i < 20; i++)
        {
            var end = Now() / Some.HourMs * Some.HourMs;
            _road.Receive("activitysync/v1/ana/watch/steps", $$"""{"from":{{end - Some.HourMs}},"ts":{{end}},"steps":{{i}},"counter":"hour_slot"}""");
            _road.Time.Advance(TimeSpan.FromMinutes(7));
        }
        await _road.DrainAsync(Stop);

        Assert.Null(Offset());
    }

    [Fact]
    public async Task What_was_told_is_not_told_again_after_a_restart()
    {
        await HearAsync(20, secondsAgo: 400);
        _road.RestartDrain();
        await HearAsync(20, secondsAgo: 401);

        Assert.Equal(400_000, Offset());
        Assert.Equal(["Warning LogBehind"], ClockStory());
    }

    public async ValueTask InitializeAsync() => await _road.PrepareAsync(Stop);

    public ValueTask DisposeAsync() => _road.DisposeAsync();

    long Now() => _road.Time.GetUtcNow().ToUnixTimeMilliseconds();

    long? Offset() => Assert.Single(_road.Spool.Devices.All()).OffsetMs;

    IEnumerable<string> ClockStory() => _road.DrainLog.Story.Where(line => line.Contains("Behind", StringComparison.Ordinal)
        || line.Contains("Ahead", StringComparison.Ordinal) || line.Contains("Right", StringComparison.Ordinal));

    void Receive(string payload, BurstFlags flags = BurstFlags.None) => _road.Receive("activitysync/v1/ana/watch/heart_rate", payload, flags);

    async Task HearAsync(int messages, int secondsAgo)
    {
        for (var i = 0; i < messages; i++)
        {
            Receive($$"""{"ts":{{Now() - (secondsAgo * 1_000L)}},"bpm":70}""");
            await NextAsync();
        }
    }

    async Task NextAsync()
    {
        _road.Time.Advance(TimeSpan.FromMinutes(1));
        await _road.DrainAsync(Stop);
    }
}
