using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Dashboard;
using ActivitySync.Tests.Scoring;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Dashboard;

/// <summary>What the pictures are drawn from.</summary>
public sealed class PictureTests
{
    [Fact]
    public void A_strip_has_a_state_for_every_minute_and_none_for_those_to_come()
    {
        List<DayMinute> minutes =
        [
            new(null, null, false, Intensity.Unknown), new(0, 60, true, Intensity.Sedentary), new(40, 80, true, Intensity.Light),
            new(110, 110, true, Intensity.Moderate), new(140, 150, true, Intensity.Vigorous),
            new(0, null, false, Intensity.Sedentary), new(0, null, true, Intensity.Sedentary),
        ];

        var strip = DayStrip.Of(minutes, until: 6);

        Assert.Equal((2, 1, 1, 1, 1, 1), (strip.Count(StripState.NotWorn), strip.Count(StripState.Still),
            strip.Count(StripState.Light), strip.Count(StripState.Moderate), strip.Count(StripState.Vigorous),
            strip.Count(StripState.Ahead)));
        Assert.Equal("M0 100v-100h1v100zM5 100v-100h1v100z", strip.Shape(StripState.NotWorn));
        Assert.Equal("M3 100v-72h1v72z", strip.Shape(StripState.Moderate));
        Assert.Equal(minutes.Count, Enum.GetValues<StripState>().Sum(state => strip.Count(0, state)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 8)]
    [InlineData(3_210, 4_000)]
    [InlineData(8_100, 10_000)]
    [InlineData(10_000, 10_000)]
    [InlineData(12_345, 20_000)]
    public void A_scale_ends_at_a_round_number_that_holds_everything(int largest, int most)
        => Assert.Equal(most, Axis.Up(largest, 150).Most);

    [Fact]
    public void A_scale_stands_on_its_zero()
        => Assert.Equal(("150", "75", "0"), (new Axis(100, 150).Y(0), new Axis(100, 150).Y(50), new Axis(100, 150).Y(120)));

    [Fact]
    public void A_week_of_too_few_days_has_no_mean_and_not_zero()
    {
        var weeks = Week.Of(LifeTests.Settled(days: 9).Reports); // from a Monday on

        Assert.Equal(2, weeks.Count);
        Assert.NotNull(weeks[0].MeanSteps);
        Assert.Null(weeks[1].MeanSteps);
        Assert.Equal((7, IsoDayOfWeek.Monday), (weeks[0].Days.Count, weeks[0].Monday.DayOfWeek));
    }

    [Fact]
    public void Of_pain_beside_steps_nothing_is_said_before_fourteen_days_with_both()
    {
        var life = LifeTests.Settled(days: 20);

        Assert.False(Pain(life, 13, day => day).IsEnough);
        Assert.Null(Pain(life, 13, day => day).Groups);
        Assert.True(Pain(life, 14, day => day % 10).IsEnough);
        Assert.Null(Pain(life, 14, _ => 3).Groups); // always the same pain has no sides to compare
    }

    [Fact]
    public void Pain_beside_steps_compares_days_with_more_pain_than_usual_with_the_others()
    {
        var groups = Pain(LifeTests.Settled(days: 20), 20, day => day < 6 ? 7 : 2).Groups!.Value;

        Assert.Equal((2m, 6, 14), (groups.UsualPain, groups.MoreDays, groups.OtherDays));
        Assert.True(groups is { MoreSteps: > 0, OtherSteps: > 0 });
    }

    static PainBesideSteps Pain(Fold life, int days, Func<int, decimal> pain) => PainBesideSteps.Of(
        Given.Wearer(), life.Reports, [.. life.Reports.Take(days).Select((report, day) =>
            new JournalEntry("ada", JournalKind.Pain, report.StartMs + (12 * Some.HourMs), pain(day)))]);
}
