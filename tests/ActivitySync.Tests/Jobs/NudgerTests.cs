using System.Text.Json;
using ActivitySync.Core.Nudges;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Jobs;

/// <summary>An office day through the road: minutes from the watch, nudges into the outbox.</summary>
public sealed class NudgerTests : IAsyncLifetime
{
    const long Midnight = Some.Noon - (12 * Some.HourMs);
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly Road _road = new(Some.Wearer(zone: "UTC"));

    [Fact]
    public async Task Nobody_is_told_more_than_four_times_a_day_however_long_they_sit()
    {
        await SitAsync(8, 18);

        Assert.Equal(4, Told.Count);
        Assert.Equal(["09:00", "09:50", "10:40", "11:30"], Told.Select(told => told.At));
    }

    [Fact]
    public async Task The_words_change_and_name_the_minutes()
    {
        await SitAsync(8, 11);

        Assert.Equal(3, Told.Count);
        Assert.Equal(3, Told.Select(told => told.Text).Distinct().Count());
        Assert.All(Told, told => Assert.Matches(@"^\d+ minutes without stepping\. .+\?$", told.Text));
    }

    [Fact]
    public async Task Who_walks_is_not_told()
    {
        await SitAsync(8, 18, stepsPerMinute: 20);

        Assert.Empty(Told);
    }

    [Theory]
    [InlineData("rest_day")]
    [InlineData("sick_day")]
    [InlineData("flare")]
    public async Task A_day_off_by_a_control_has_no_nudges(string control)
    {
        _road.Time.MoveTo(At(8, 0));
        _road.Receive($"activitysync/wearers/ana/set/{control}", "ON");

        await SitAsync(8, 18);

        Assert.Empty(Told);
    }

    [Fact]
    public async Task A_pressed_snooze_gives_an_hour_of_rest()
    {
        _road.Time.MoveTo(At(8, 59));
        _road.Receive("activitysync/wearers/ana/set/snooze", "PRESS");

        await SitAsync(8, 11);

        Assert.Equal(["10:00", "10:50"], Told.Select(told => told.At));
    }

    [Fact]
    public async Task A_watch_that_stopped_sending_nudges_nobody()
    {
        await SitAsync(8, 9);
        _road.Time.MoveTo(At(9, 55));
        await _road.Nudger.RunAsync(Stop);

        Assert.Equal(["09:00"], Told.Select(told => told.At));
        Assert.Equal(NudgeVerdict.Stale, (await _road.Nudger.JudgeAsync(_road.Wearer, Stop)).Verdict);
    }

    List<(string At, string Text)> Told => [.. _road.Spool.Outbox.Find("nudge/").Select(one =>
    {
        using var payload = JsonDocument.Parse(one.Payload);
        return (DateTimeOffset.FromUnixTimeMilliseconds(one.AtMs).ToString("HH:mm", null), payload.RootElement.GetProperty("text").GetString()!);
    })];

    public async ValueTask InitializeAsync() => await _road.PrepareAsync(Stop);

    public ValueTask DisposeAsync() => _road.DisposeAsync();

    static DateTimeOffset At(int hour, int minute)
        => DateTimeOffset.FromUnixTimeMilliseconds(Midnight + (hour * Some.HourMs) + (minute * Some.MinuteMs));

    // A little walk before, then one still minute after the other; the heart is measured, so the watch is known to be worn.
    async Task SitAsync(int fromHour, int toHour, int stepsPerMinute = 0)
    {
        for (var minute = (fromHour * 60) - 30; minute < toHour * 60; minute++)
        {
            var start = Midnight + (minute * Some.MinuteMs);
            _road.Time.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(start + Some.MinuteMs));
            _road.Receive("activitysync/v1/ana/watch/batch",
                $$"""{"steps":[{"from":{{start}},"ts":{{start + Some.MinuteMs}},"steps":{{(minute < fromHour * 60 ? 90 : stepsPerMinute)}},"counter":"delta"}],"heart_rate":[{"ts":{{start + 1}},"bpm":{{60 + (minute % 7)}}}]}""");
            await _road.DrainAsync(Stop);
            if (minute % 10 == 9)
            {
                await _road.Nudger.RunAsync(Stop);
            }
        }
    }
}
