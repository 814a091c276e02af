using ActivitySync.Core.Movement;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

public sealed class MergeVectorTests
{
    public static TheoryData<string> Merges => Vectors.NamesOf("merge");

    public static TheoryData<string> Apportions => Vectors.NamesOf("apportion");

    /// <summary>Inputs of the merge cases: start minute, end minute, priority (high wins), steps.</summary>
    static (int Start, int End, int Priority, int Steps)[] Records(string name) => name.Split(' ')[0] switch
    {
        "aosp_doc_example" => [(0, 10, 3, 1000), (0, 20, 2, 1800), (10, 30, 1, 2400)],
        "watch_phone" => [(0, 60, 2, 3000), (30, 90, 1, 3300)],
        "no_overlap" => [(0, 30, 2, 500), (30, 60, 1, 400)],
        "contained" => [(0, 60, 1, 1200), (20, 40, 2, 900)],
        _ => throw new InvalidOperationException(name),
    };

    [Theory, MemberData(nameof(Merges)), Trait(Vectors.Trait, "merge")]
    public void The_more_trusted_device_keeps_its_time(string name)
    {
        var day = Given.Day();
        var expected = Vectors.Entry("merge", name);
        var merge = new StepMerge(day);
        var worn = new bool[day.Minutes];
        var counted = new Dictionary<int, long>();

        foreach (var record in Records(name).OrderByDescending(record => record.Priority))
        {
            var interval = new StepInterval(
                day.StartMs + record.Start * Given.Minute, day.StartMs + record.End * Given.Minute, record.Steps, false);
            counted[record.Priority] = merge.Add([interval], worn);
        }

        Assert.Equal((long)expected[0].GetDecimal(), merge.Total);
        foreach (var parts in expected[1].EnumerateArray().GroupBy(part => part[2].GetInt32()))
        {
            Assert.Equal((long)parts.Sum(part => part[3].GetDecimal()), counted[parts.Key]);
        }
        foreach (var part in expected[1].EnumerateArray())
        {
            Assert.Equal((long)part[3].GetDecimal(),
                merge.Minutes.AsSpan(part[0].GetInt32()..part[1].GetInt32()).ToArray().Sum());
        }
    }

    [Theory, MemberData(nameof(Apportions)), Trait(Vectors.Trait, "apportion")]
    public void Steps_are_cut_by_time_without_losing_one(string name)
    {
        var midnight = Given.Day().StartMs;
        var expected = Vectors.Entry("apportion", name);

        if (name.Contains("3 min", StringComparison.Ordinal))
        {
            var minutes = new int[3];
            Apportion.ToMinutes(minutes, midnight, midnight, midnight + 3 * Given.Minute, 100);
            Assert.Equal(Vectors.Ints(expected), minutes);
            return;
        }
        var (steps, before, after) = name.Split(' ')[0] switch
        {
            "600" => (600, 10, 10),
            "350" => (350, 5, 30),
            "101" => (101, 2, 5),
            _ => throw new InvalidOperationException(name),
        };
        var startMs = midnight - before * Given.Minute;
        var endMs = midnight + after * Given.Minute;

        var share = Apportion.Before(steps, startMs, endMs, midnight);

        var pair = expected.ValueKind == System.Text.Json.JsonValueKind.Array
            ? Vectors.Ints(expected)
            : [(int)expected.GetProperty("before").GetDecimal(), (int)expected.GetProperty("after").GetDecimal()];
        Assert.Equal(pair[0], share);
        Assert.Equal(pair[1], Apportion.Between(steps, startMs, endMs, midnight, endMs));
    }
}
