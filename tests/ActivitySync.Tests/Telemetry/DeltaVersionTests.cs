using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Telemetry;

/// <summary>Of statements about a delta the one its sender made later is the newer, as far apart as their age can tell.</summary>
public sealed class DeltaVersionTests
{
    const long Year = 365 * Some.DayMs;

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(65_535, 65_536)]
    [InlineData(65_536, 65_537)]
    [InlineData(65_538, 65_538)]
    public void Ages_of_a_minute_are_told_apart_to_the_millisecond(long ageMs, int version)
        => Assert.Equal(version, DeltaVersion.Of(Some.Noon, Some.Noon + ageMs));

    [Fact]
    public void A_later_statement_is_never_the_older_and_by_one_part_in_thirty_thousand_the_newer()
    {
        for (var age = 1L; age < 30 * Year; age += 1 + (age / 9))
        {
            var version = DeltaVersion.Of(0, age);

            Assert.InRange(DeltaVersion.Of(0, age + 1), version, version + 1);
            Assert.True(DeltaVersion.Of(0, age + 1 + (age / 30_000)) > version, $"{age}");
        }
    }

    [Theory]
    [InlineData(long.MinValue / 2)]
    [InlineData(long.MaxValue / 2)]
    [InlineData(34 * Year)]
    public void Every_age_has_a_version_a_store_can_keep(long ageMs)
        => Assert.InRange(DeltaVersion.Of(0, ageMs), 1, SlotVersion.Highest);
}
