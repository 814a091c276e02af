using System.Globalization;
using ActivitySync.Core.Movement;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

public sealed class IntensityVectorTests
{
    static readonly MovementOptions Options = MovementOptions.Default;

    public static TheoryData<string> Cadences => Vectors.NamesOf("cadence");

    public static TheoryData<string> Fusions => Vectors.NamesOf("fuse");

    public static TheoryData<string> Bouts => Vectors.NamesOf("eih");

    [Theory, MemberData(nameof(Cadences)), Trait(Vectors.Trait, "cadence")]
    public void Cadence_has_a_class(string cadence) => Assert.Equal(
        Vectors.Entry("cadence", cadence).GetString(),
        IntensityFusion.OfCadence(int.Parse(cadence, CultureInfo.InvariantCulture), Options).ToString().ToUpperInvariant());

    [Theory, MemberData(nameof(Fusions)), Trait(Vectors.Trait, "fuse")]
    public void Heart_rate_may_lift_a_minute_never_lower_it(string name)
    {
        var parts = name.Trim('(', ')').Split(", ");
        var cadence = parts[0] == "None" ? Intensity.Unknown : IntensityFusion.OfCadence(int.Parse(parts[0]), Options);
        var heart = parts[1] == "None"
            ? Intensity.Unknown : IntensityFusion.OfReserve(decimal.Parse(parts[1], CultureInfo.InvariantCulture), Options);

        var (intensity, source) = IntensityFusion.Of(cadence, heart, int.Parse(parts[2]), Options);

        var expected = Vectors.Entry("fuse", name);
        Assert.Equal(expected[0].GetString(), intensity.ToString().ToUpperInvariant());
        Assert.Equal(expected[1].GetString(), source switch
        {
            IntensitySource.Cadence => "cadence",
            IntensitySource.HeartRate => "hr",
            _ => "hr_only",
        });
    }

    [Theory, MemberData(nameof(Bouts)), Trait(Vectors.Trait, "eih")]
    public void Long_vigorous_bouts_open_a_window(string name)
    {
        int[] minutes = name switch
        {
            "15 straight" => [.. Given.Repeat(1, 15)],
            "14 straight" => [.. Given.Repeat(1, 14)],
            "8+2gap+8" => [.. Given.Repeat(1, 8), 0, 0, .. Given.Repeat(1, 8)],
            "8+3gap+8" => [.. Given.Repeat(1, 8), 0, 0, 0, .. Given.Repeat(1, 8)],
            _ => throw new InvalidOperationException(name),
        };

        var bouts = VigorousBout.Find(
            minutes.Select(minute => minute == 1 ? Intensity.Vigorous : Intensity.Light).ToArray(), Options);

        var expected = Vectors.Entry("eih", name).EnumerateArray()
            .Select(bout => (bout[0].GetInt32(), bout[1].GetInt32(), bout[2].GetInt32(), bout[3].GetInt32()));
        Assert.Equal(expected, bouts.Select(bout =>
            (bout.StartMinute, bout.EndMinute, bout.Minutes, bout.EndMinute + Options.ReliefWindowMinutes)));
    }
}
