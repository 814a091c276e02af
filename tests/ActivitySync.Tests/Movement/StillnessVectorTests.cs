using ActivitySync.Core.Movement;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

public sealed class StillnessVectorTests
{
    static readonly MovementOptions Options = MovementOptions.Default;

    public static TheoryData<string> StillCases => Vectors.NamesOf("sed");

    public static TheoryData<string> BreakCases => Vectors.NamesOf("breaks");

    [Theory, MemberData(nameof(StillCases)), Trait(Vectors.Trait, "sed")]
    public void Still_minutes_form_bouts(string name)
    {
        // Steps a minute; −1 is not worn.
        int[] minutes = name.StartsWith("45sed", StringComparison.Ordinal)
            ? [.. Given.Repeat(0, 45), 90, 90, 90, .. Given.Repeat(0, 60), 12, .. Given.Repeat(5, 30)]
            : [.. Given.Repeat(0, 20), .. Given.Repeat(-1, 20), .. Given.Repeat(0, 20)];

        var stillness = Stillness.Of(minutes.Select(steps => steps is >= 0 and < 10).ToArray(), Options);

        var expected = Vectors.Entry("sed", name);
        Assert.Equal(expected.GetProperty("total").GetInt32(), stillness.Minutes);
        Assert.Equal(expected.GetProperty("longest").GetInt32(), stillness.LongestMinutes);
        Assert.Equal(
            expected.GetProperty("prolonged").EnumerateArray().Select(bout => new StillBout(bout[0].GetInt32(), bout[1].GetInt32())),
            stillness.Bouts);
    }

    [Theory, MemberData(nameof(BreakCases)), Trait(Vectors.Trait, "breaks")]
    public void A_short_walk_is_a_break(string name)
    {
        int[] minutes = name switch
        {
            "3x90" => [90, 90, 90],
            "single 12" => [12],
            "50,100,50" => [50, 100, 50],
            "one minute 99" => [99],
            "one minute 100" => [100],
            "two walks 20 min apart" => [60, 60, .. Given.Repeat(0, 20), 60, 60],
            _ => throw new InvalidOperationException(name),
        };

        Assert.Equal(Vectors.Entry("breaks", name).GetInt32(), Breaks.Count(minutes, Options));
        Assert.Equal(
            Vectors.Entry("breaks", name).GetInt32(),
            Breaks.Count([.. Given.Repeat(0, 5), .. minutes, .. Given.Repeat(0, 5)], Options));
    }

    [Fact, Trait(Vectors.Trait, "active_hours")]
    public void An_hour_with_enough_steps_is_active()
    {
        var day = Given.Day();
        var steps = new int[day.Minutes];
        int[] hours = [300, 120, 251, 250, 249, 900, 0, 260, 310];
        for (var i = 0; i < hours.Length; i++)
        {
            for (var minute = 0; minute < 60; minute++)
            {
                steps[(9 + i) * 60 + minute] = hours[i] / 60 + (minute < hours[i] % 60 ? 1 : 0);
            }
        }

        var movement = Given.Derived(Given.Wearer(), day, Given.MinuteSteps(day, steps));

        var expected = Vectors.Section("active_hours");
        Assert.Equal(expected.GetProperty("9 hours 9-18").GetInt32(), movement.Activity.Hours.Hit);
        Assert.Equal(expected.GetProperty("of").GetInt32(), movement.Activity.Hours.Eligible);
    }
}
