using System.Text;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Jobs;

/// <summary>A silent device is told of once, and once when it is back.</summary>
public sealed class DeviceWatchTests : IAsyncLifetime
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly Road _road = new(Some.Wearer(zone: "UTC"));

    [Fact]
    public async Task Silence_and_return_are_each_told_once_for_each_incident()
    {
        await HearAsync("watch");
        await LookAfterAsync(23);
        Assert.Empty(_road.Events);

        await LookAfterAsync(1);
        await LookAfterAsync(1);
        await HearAsync("watch");
        await LookAfterAsync(0);
        await LookAfterAsync(0);
        await LookAfterAsync(24);

        Assert.Equal(
            [$"device_stale/ana/watch/{Some.Noon}", $"device_back/ana/watch/{Some.Noon}", $"device_stale/ana/watch/{Some.Noon + (25 * Some.HourMs)}"],
            _road.Events);
    }

    [Fact]
    public async Task One_silent_device_of_two_makes_no_stale_wearer()
    {
        await HearAsync("watch");
        await LookAfterAsync(24);
        await HearAsync("phone");
        await _road.Progress.RunAsync(Stop);
        Assert.Contains("\"stale\":false", State(), StringComparison.Ordinal);

        _road.Time.Advance(TimeSpan.FromHours(24));
        await _road.Progress.RunAsync(Stop);
        Assert.Contains("\"stale\":true", State(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_was_put_away_is_not_spoken_of()
    {
        await HearAsync("watch");
        await LookAfterAsync(31 * 24);

        Assert.Empty(_road.Events);
    }

    [Fact]
    public async Task Late_samples_from_before_do_not_bring_a_device_back()
    {
        await HearAsync("watch");
        await LookAfterAsync(24);
        _road.Receive("activitysync/v1/ana/watch/heart_rate", $$"""{"ts":{{Some.Noon - Some.HourMs}},"bpm":70}""");
        await _road.DrainAsync(Stop);
        await LookAfterAsync(0);

        Assert.Single(_road.Events);
        Assert.Equal([new HeardDevice("ana", "watch", Some.Noon, Some.Noon)], _road.Spool.Devices.All());
    }

    public async ValueTask InitializeAsync() => await _road.PrepareAsync(Stop);

    public ValueTask DisposeAsync() => _road.DisposeAsync();

    string State() => Encoding.UTF8.GetString(_road.Spool.State.PayloadOf("activitysync/wearers/ana/state")!);

    async Task HearAsync(string device)
    {
        _road.Receive($"activitysync/v1/ana/{device}/heart_rate",
            $$"""{"ts":{{_road.Time.GetUtcNow().ToUnixTimeMilliseconds()}},"bpm":70}""");
        await _road.DrainAsync(Stop);
    }

    async Task LookAfterAsync(int hours)
    {
        _road.Time.Advance(TimeSpan.FromHours(hours));
        await _road.Devices.RunAsync(Stop);
    }
}
