using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Telemetry;

/// <summary>Which of two statements of one fact stands, whichever came last.</summary>
public class StepSampleTests
{
    static readonly StepSample Slot = Given.Steps(3_600_000, 400, CounterKind.HourSlot, 3_600_000) with { Version = 2, Milli = 5 };

    public static TheoryData<StepSample> Stronger => new(
        Slot with { Version = 3, Count = 1, Milli = 0, LengthMs = 1 }, // newer counts before larger
        Slot with { Count = 401, Milli = 0, LengthMs = 1 },
        Slot with { Milli = 6, LengthMs = 1 },
        Slot with { LengthMs = 3_600_001 },
        Slot with { Boot = "b" });

    [Theory]
    [MemberData(nameof(Stronger))]
    public void Newer_then_larger_stands_in_any_order(StepSample stronger)
    {
        Assert.True(stronger.Outranks(Slot));
        Assert.False(Slot.Outranks(stronger));
    }

    [Fact]
    public void The_same_statement_does_not_replace_itself() => Assert.False(Slot.Outranks(Slot));

    [Fact]
    public void Of_two_sessions_of_one_time_and_count_the_name_decides()
    {
        var (first, second) = (Slot with { Boot = "a" }, Slot with { Boot = "b" });

        Assert.True(second.Outranks(first));
        Assert.False(first.Outranks(second));
    }

    [Fact]
    public void Of_two_deltas_the_one_stated_later_stands_and_else_the_larger()
    {
        var delta = Given.Steps(60_000, 90, lengthMs: 60_000);
        var corrected = delta with { Count = 10, Version = DeltaVersion.Of(60_000, 61_000) };

        Assert.True(corrected.Outranks(delta));
        Assert.False(delta.Outranks(corrected));
        Assert.True(delta.Outranks(delta with { Count = 10 }));
        Assert.False((delta with { Count = 10 }).Outranks(delta));
    }
}
