using ActivitySync.Core.Telemetry;

namespace ActivitySync.Tests.Telemetry;

public class SlotVersionTests
{
    const long MinuteMs = 60_000;
    const long DayMs = 24 * 60 * MinuteMs;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(19, 1)]
    [InlineData(20, 2)]
    [InlineData(79, 3)]
    [InlineData(80, 4)]
    [InlineData(48 * 60, 9)]
    [InlineData(30 * 24 * 60, 13)]
    [InlineData(100 * 24 * 60, 14)]
    [InlineData(3_650 * 24 * 60, 14)]
    public void Age_is_told_in_classes_that_double(int ageMinutes, int ageClass)
    {
        Assert.Equal(ageClass * 65_536, SlotVersion.Of(0, ageMinutes * MinuteMs, 0));
    }

    [Fact]
    public void A_later_statement_is_newer_though_it_is_smaller()
    {
        Assert.True(SlotVersion.Of(0, DayMs, 10) > SlotVersion.Of(0, DayMs / 4, 40_000));
    }

    [Fact]
    public void Within_a_class_the_larger_is_newer()
    {
        Assert.True(SlotVersion.Of(0, 60 * MinuteMs, 401) > SlotVersion.Of(0, 61 * MinuteMs, 400));
    }

    [Fact]
    public void A_sender_whose_clock_is_behind_the_slot_is_in_the_first_class()
    {
        Assert.Equal(7, SlotVersion.Of(DayMs, 0, 7));
    }

    [Fact]
    public void The_highest_version_fits_below_a_millisecond()
    {
        Assert.Equal(SlotVersion.Highest, SlotVersion.Of(0, long.MaxValue, long.MaxValue));
        Assert.True(SlotVersion.Highest < 1_000_000);
    }
}
