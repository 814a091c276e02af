using System.Text.RegularExpressions;
using ActivitySync.Core.Movement;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

public sealed partial class WearVectorTests
{
    static readonly MovementOptions Package =
        MovementOptions.Default with { NonWearFrameMinutes = 90, NonWearStreamMinutes = 45 };

    public static TheoryData<string> ChoiCases => Vectors.NamesOf("choi");

    [Theory, MemberData(nameof(ChoiCases)), Trait(Vectors.Trait, "choi")]
    public void Long_zeros_are_not_worn(string name)
    {
        var minutes = Part().Matches(name)
            .SelectMany(part => Given.Repeat(part.Groups[1].Value == "zero" ? 0 : 50, int.Parse(part.Groups[2].Value)))
            .ToArray();

        var worn = WearTime.FromSteps(minutes, Package);

        Assert.Equal(Vectors.Entry("choi", name).GetInt32(), worn.Count(minute => minute));
    }

    [GeneratedRegex("(active|zero|blip)([0-9]+)")]
    private static partial Regex Part();
}
