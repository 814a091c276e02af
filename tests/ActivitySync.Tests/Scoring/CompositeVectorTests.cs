using ActivitySync.Core.Scoring;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Scoring;

public sealed class CompositeVectorTests
{
    public static TheoryData<string> Cases => Vectors.NamesOf("composite");

    /// <summary>Volume, spread, intensity, consistency of the cases.</summary>
    static Component?[] Input(string name) => name switch
    {
        "full" => [new(40, 4620, 5500), new(25, 5, 9), new(20, 115, 150), new(15, 4, 5)],
        "no_hr_no_minute" => [new(40, 4620, 5500), null, null, new(15, 4, 5)],
        "over_target_no_bonus" => [new(40, 9000, 5500), new(25, 9, 9), new(20, 400, 150), new(15, 7, 5)],
        "zero" => [new(40, 0, 5500), new(25, 0, 9), new(20, 0, 150), new(15, 0, 5)],
        _ => throw new InvalidOperationException(name),
    };

    [Theory, MemberData(nameof(Cases)), Trait(Vectors.Trait, "composite")]
    public void Parts_add_up_to_the_score(string name)
    {
        var expected = Vectors.Entry("composite", name);

        var score = CompositeScore.Of(Input(name))!;

        Assert.Equal(expected.GetProperty("score").GetInt32(), score.Score);
        Assert.Equal(expected.GetProperty("coverage").GetInt32(), score.Coverage);
        var points = expected.GetProperty("points");
        string[] parts = ["volume", "breaks", "intensity", "consistency"];
        for (var i = 0; i < parts.Length; i++)
        {
            Assert.Equal(points.TryGetProperty(parts[i], out var value) ? value.GetInt32() : null, score.Points[i]);
        }
    }

    [Fact, Trait(Vectors.Trait, "pace")]
    public void Pace_is_even_from_waking_to_sleeping()
    {
        var pace = Vectors.Section("pace");

        Assert.Equal(pace.GetProperty("T=6000,07-22,at 14:30").GetDecimal(), At(14, 30));
        Assert.Equal(pace.GetProperty("at 06:00").GetInt32(), At(6, 0));
        Assert.Equal(pace.GetProperty("at 23:00").GetInt32(), At(23, 0));
        Assert.Equal(3, pace.EnumerateObject().Count());

        static int At(int hour, int minute) => PaceOfDay.Even(
            6000, new LocalTime(7, 0), new LocalTime(22, 0), LocalTime.Midnight, new LocalTime(hour, minute));
    }
}
