using System.Text;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Jobs;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Jobs;

/// <summary>What today's progress is derived from.</summary>
public sealed class TodayHeartRatesTests : IAsyncLifetime
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly Road _road = new(Some.Wearer(zone: "UTC"));

    [Fact]
    public async Task What_is_held_of_the_heart_rates_comes_to_the_same_as_all_of_them()
    {
        var day = LocalDays.Of(_road.Wearer, new(2026, 6, 15))!;
        var held = new TodayHeartRates(_road.Store, _road.Spool.Late, MovementOptions.Default, _road.Time);
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

    public async ValueTask InitializeAsync() => await _road.PrepareAsync(Stop);

    public async ValueTask DisposeAsync() => await _road.DisposeAsync();

    long NowMs => _road.Time.GetUtcNow().ToUnixTimeMilliseconds();

    async Task SendAsync(string topic, string payload)
    {
        _road.Receive($"activitysync/v1/ana/{topic}", payload);
        await _road.DrainAsync(Stop);
    }
}
