using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

public sealed class HeartRateVectorTests
{
    static readonly MovementOptions Options = MovementOptions.Default;

    public static TheoryData<string> WearCases => Vectors.NamesOf("hrwear");

    public static TheoryData<string> RestingCases => Vectors.NamesOf("rhr");

    public static TheoryData<string> ReserveCases => Vectors.NamesOf("hr");

    [Theory, MemberData(nameof(WearCases)), Trait(Vectors.Trait, "hrwear")]
    public void Minutes_of_a_faulty_sensor_are_not_valid(string name)
    {
        int[] noonBpm = name switch
        {
            "9 equal kept" => [.. Given.Repeat(70, 9), 71],
            "10 equal dropped" => [.. Given.Repeat(70, 10), 71],
            "nulls" => [70, -1, 71, -1, 72],
            "oob" => [0, 29, 30, 220, 221],
            _ => throw new InvalidOperationException(name),
        };
        var day = Given.Day();
        var samples = noonBpm.Select((bpm, i) => (bpm, i)).Where(minute => minute.bpm >= 0).Select(minute =>
            new HeartRateSample("ada", "watch", day.StartMs + 12 * Given.Hour + minute.i * Given.Minute, minute.bpm)).ToList();

        var movement = Given.Derived(Given.Wearer(), day, [], samples);

        Assert.Equal(Vectors.Entry("hrwear", name).GetInt32(), movement.HeartRateMinutes);
    }

    [Theory, MemberData(nameof(RestingCases)), Trait(Vectors.Trait, "rhr")]
    public void Resting_heart_rate_is_a_quiet_half_hour_and_a_weeks_median(string name)
    {
        var expected = Vectors.Entry("rhr", name).GetDecimal();
        decimal? resting = name switch
        {
            "flat72_then_30min_58" => OfDay([.. Given.Repeat(72, 60), .. Given.Repeat(58, 30)]),
            "dip_20min_only" => OfDay([.. Given.Repeat(72, 60), .. Given.Repeat(50, 20), .. Given.Repeat(72, 60)]),
            "week_median" => RestingHeartRate.OfPerson([58, 60, 57, 59, 61, 58, 70], MovementOptions.Default),
            _ => throw new InvalidOperationException(name),
        };

        Assert.Equal(expected, resting);

        static decimal? OfDay(int[] bpm) =>
            RestingHeartRate.OfDay(bpm.Select(value => (short)(2 * value)).ToArray(), Options);
    }

    [Theory, MemberData(nameof(ReserveCases)), Trait(Vectors.Trait, "hr")]
    public void Reserve_gives_the_thresholds_of_effort(string name)
    {
        var expected = Vectors.Entry("hr", name);
        var middle = Reserve(1981, 62);
        switch (name)
        {
            case "hrmax":
                foreach (var age in expected.EnumerateObject())
                {
                    Assert.Equal(age.Value.GetDecimal(), HeartRateReserve.MaxAt(int.Parse(age.Name), MaxHeartRateFormula.Tanaka));
                }
                break;
            case "pct_hr120":
                Assert.Equal(expected.GetDecimal(), decimal.Round(middle.ShareOf(120), 6));
                break;
            case "pct_hr107":
                Assert.Equal(expected.GetDecimal(), decimal.Round(middle.ShareOf(107), 6));
                Assert.Equal(Intensity.Light, IntensityFusion.OfReserve(middle.ShareOf(107), Options));
                break;
            case "int_threshold_ceil":
                foreach (var share in expected.EnumerateObject())
                {
                    Assert.Equal(share.Value.GetInt32(), decimal.Ceiling(middle.At(Percent(share.Name))));
                }
                break;
            default:
                AssertThresholds(name == "age70_rest70" ? Reserve(1956, 70) : middle);
                break;
        }

        void AssertThresholds(HeartRateReserve reserve)
        {
            foreach (var entry in expected.EnumerateObject())
            {
                Assert.Equal(entry.Value.GetDecimal(),
                    entry.Name == "max" ? reserve.MaxBpm : reserve.At(int.Parse(entry.Name.TrimEnd('%'))));
            }
        }

        static int Percent(string share) => (int)(decimal.Parse(share, System.Globalization.CultureInfo.InvariantCulture) * 100);

        static HeartRateReserve Reserve(int born, int resting) => HeartRateReserve.Of(
            Given.Wearer() with { BirthYear = born, RestingHeartRateBpm = resting }, 2026, null, Options)!;
    }
}
