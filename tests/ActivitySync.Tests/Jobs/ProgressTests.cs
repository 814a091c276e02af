using System.Text;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Jobs;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Jobs;

/// <summary>When today's progress is told, and from what.</summary>
public sealed class ProgressTests : IAsyncLifetime
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly Road _road = new(Some.Wearer(zone: "UTC"));
    int _told;

    [Fact]
    public async Task Steps_and_words_are_told_at_once_and_heart_rates_alone_after_a_while()
    {
        await SendAsync("watch/steps", $$"""{"ts":{{NowMs}},"steps":10,"counter":"since_midnight"}""");
        Assert.Equal(1, await TellAsync());

        await BeatAsync(70);
        Assert.Equal(0, await TellAsync());
        _road.Time.Advance(TimeSpan.FromSeconds(14));
        await BeatAsync(71);
        Assert.Equal(0, await TellAsync());
        _road.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await TellAsync());

        await BeatAsync(72);
        await SendAsync("watch/steps", $$"""{"ts":{{NowMs}},"steps":20,"counter":"since_midnight"}""");
        Assert.Equal(1, await TellAsync());
        await SendAsync("journal", $$"""{"ts":{{NowMs}},"kind":"pain","value":3}""");
        Assert.Equal(1, await TellAsync());
    }

    [Fact]
    public async Task What_is_held_of_the_heart_rates_comes_to_the_same_as_all_of_them()
    {
        var day = LocalDays.Of(_road.Wearer, new(2026, 6, 15))!;
        var held = new TodayHeartRates(_road.Store, _road.Spool.Fresh, MovementOptions.Default, _road.Time);
        var random = new Random(7);
        var shorter = 0;
        for (var round = 0; round < 150; round++)
        {
            _road.Time.Advance(TimeSpan.FromSeconds(random.Next(1, 240)));
            var back = random.Next(12) == 0 ? random.Next(3_600) : 0; // now and then an hour late
            var beats = Enumerable.Range(0, random.Next(1, 40)).Select(number =>
                $$"""{"ts":{{NowMs - ((back + number) * 1_000L)}},"bpm":{{random.Next(20, 160)}}}""");
            await SendAsync($"{(random.Next(4) == 0 ? "strap" : "watch")}/heart_rate", $"[{string.Join(',', beats)}]");

            var few = await held.ReadAsync(_road.Wearer, day, Stop);
            var all = await _road.Store.ReadHeartRatesAsync("ana", day.StartMs, day.EndMs, Stop);

            Assert.Equal(Reported(all), Reported(few));
            shorter += few.Count < all.Count / 2 ? 1 : 0;
        }
        Assert.True(shorter > 50, $"{shorter} of 150 were in short");

        string Reported(IReadOnlyList<HeartRateSample> samples) => Encoding.UTF8.GetString(DayReportJson.Write(DayScoring.Score(
            _road.Wearer, Given.Derived(_road.Wearer, day, [], samples), [], [], new ScoringOptions())));
    }

    public async ValueTask InitializeAsync()
    {
        await _road.PrepareAsync(Stop);
        _road.Progress.Told += _ => _told++;
    }

    public async ValueTask DisposeAsync() => await _road.DisposeAsync();

    long NowMs => _road.Time.GetUtcNow().ToUnixTimeMilliseconds();

    Task BeatAsync(int bpm) => SendAsync("watch/heart_rate", $$"""{"ts":{{NowMs}},"bpm":{{bpm}}}""");

    async Task SendAsync(string topic, string payload)
    {
        _road.Receive($"activitysync/v1/ana/{topic}", payload);
        await _road.DrainAsync(Stop);
    }

    async Task<int> TellAsync()
    {
        _told = 0;
        await _road.Progress.RunAsync(Stop);
        return _told;
    }
}
