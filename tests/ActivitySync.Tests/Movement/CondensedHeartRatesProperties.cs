using System.Text;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

/// <summary>Heart rates in short say the same.</summary>
public sealed class CondensedHeartRatesProperties
{
    [Fact]
    public void Whatever_the_readings_the_day_is_the_same_and_twice_condensed_is_once()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var wearer = Given.Wearer("UTC", "watch", "strap");
            var day = Given.Day(wearer);
            var hearts = Enumerable.Range(0, random.Next(1, 3_000)).Select(_ => new HeartRateSample(
                wearer.Id, random.Next(3) == 0 ? "strap" : "watch", day.StartMs + random.Next(0, 300 * 60_000),
                random.Next(10) == 0 ? random.Next(0, 400) : random.Next(50, 150),
                random.Next(50) == 0 ? HeartRateKind.Resting : HeartRateKind.Live)).ToList();
            var steps = Given.MinuteSteps(day, Enumerable.Range(0, 300).Select(_ => random.Next(-1, 120)));

            var condensed = CondensedHeartRates.Of(day, hearts, MovementOptions.Default);
            var again = CondensedHeartRates.Of(day, condensed, MovementOptions.Default);

            Assert.True(condensed.Count <= hearts.Count);
            Assert.Equal(Reported(hearts), Reported(condensed));
            Assert.Equal(condensed.Order(ByEverything), again.Order(ByEverything));

            string Reported(List<HeartRateSample> samples) => Encoding.UTF8.GetString(DayReportJson.Write(DayScoring.Score(
                wearer, Given.Derived(wearer, day, steps, samples), [], [], new ScoringOptions())));
        }
    }

    [Fact]
    public void A_minute_by_the_second_is_one_reading_or_two()
    {
        var day = Given.Day();
        var hearts = Enumerable.Range(0, 60).Select(second =>
            new HeartRateSample("ada", "watch", day.StartMs + (second * 1_000), 60 + second)).ToList();

        Assert.Equal([89, 90], CondensedHeartRates.Of(day, hearts, MovementOptions.Default).Select(sample => sample.Bpm));
        Assert.Equal([89], CondensedHeartRates.Of(day, hearts[..59], MovementOptions.Default).Select(sample => sample.Bpm));
    }

    static Comparer<HeartRateSample> ByEverything { get; } = Comparer<HeartRateSample>.Create((a, b) =>
        (a.Device, a.TimeMs, a.Bpm, a.Kind).CompareTo((b.Device, b.TimeMs, b.Bpm, b.Kind)));
}
