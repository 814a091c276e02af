using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Scoring;

/// <summary>Measured before told before entered before the default.</summary>
public sealed class RestingBasisTests
{
    static readonly Wearer Ada = Given.Wearer("UTC", "watch") with { BirthYear = 1980 };

    // A heart rate for ten minutes is used for effort; the half hour a measured resting heart rate needs is not there.
    static DayReport Live(Fold life, int? told, int minutes = 10, string device = "watch")
    {
        var day = LocalDays.Of(Ada, life.Next)!;
        List<HeartRateSample> hearts = Given.HeartMinutes(day, Enumerable.Range(0, minutes).Select(i => 64 + (i % 2)));
        if (told is { } bpm)
        {
            hearts.Add(new HeartRateSample("ada", device, day.StartMs + Given.Hour, bpm, HeartRateKind.Resting));
        }
        return life.Live(Given.MinuteSteps(day, Given.Repeat(10, 60)), hearts);
    }

    static (RestingBasis? Basis, decimal? Bpm) Basis(DayReport report) => (report.RestingBasis, report.RestingBpm);

    [Fact]
    public void Nothing_known_is_the_default() => Assert.Equal(((RestingBasis?)RestingBasis.Default, (decimal?)null), Basis(Live(new Fold(Ada), null)));

    [Fact]
    public void No_heart_rate_needs_no_basis() => Assert.Equal(((RestingBasis?)null, (decimal?)null), Basis(Live(new Fold(Ada), null, minutes: 0)));

    [Fact]
    [Edge("4", "without three days the wearer's own resting heart rate holds, else 70")]
    public void The_wearers_word_stands_before_the_default() =>
        Assert.Equal(((RestingBasis?)RestingBasis.Entered, (decimal?)66m), Basis(Live(new Fold(Ada with { RestingHeartRateBpm = 66 }), null)));

    [Fact]
    public void What_a_device_tells_stands_before_the_wearers_word_and_is_the_median_of_seven()
    {
        var life = new Fold(Ada with { RestingHeartRateBpm = 66 });

        Assert.Equal(((RestingBasis?)RestingBasis.Told, (decimal?)90m), Basis(Live(life, 90)));
        foreach (var told in new[] { 58, 60, 57, 59, 61, 58 })
        {
            Live(life, told);
        }
        Assert.Equal(((RestingBasis?)RestingBasis.Told, (decimal?)59m), Basis(life.Last));
        Assert.Equal(((RestingBasis?)RestingBasis.Told, (decimal?)59m), Basis(Live(life, null)));
    }

    [Fact]
    public void Three_measured_days_stand_before_what_a_device_tells()
    {
        var life = new Fold(Ada);

        Live(life, 50, minutes: 60);
        Assert.Equal(RestingBasis.Told, Live(life, 50, minutes: 60).RestingBasis);
        Assert.Equal(((RestingBasis?)RestingBasis.Measured, (decimal?)64.5m), Basis(Live(life, 50, minutes: 60)));
    }

    [Fact]
    public void A_told_resting_heart_rate_is_no_sample_of_wear_or_effort()
    {
        var report = Live(new Fold(Ada), 50, minutes: 0, device: "scale");

        Assert.Equal((0, 50m), (report.HeartRateMinutes, report.ToldRestingBpm));
        Assert.DoesNotContain(report.Devices, device => device.Device == "scale");
    }

    [Fact]
    public void The_most_trusted_device_is_believed()
    {
        var day = LocalDays.Of(Ada, new LocalDate(2026, 6, 1))!;
        HeartRateSample Told(string device, int bpm) => new("ada", device, day.StartMs, bpm, HeartRateKind.Resting);

        Assert.Equal(55, Given.Derived(Ada, day, [], [Told("app", 70), Told("watch", 55)]).ToldRestingBpm);
    }
}
