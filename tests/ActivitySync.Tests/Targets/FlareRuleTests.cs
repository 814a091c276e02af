using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Targets;

public sealed class FlareRuleTests
{
    static readonly Wearer Ada = Given.Wearer();
    static readonly LocalDate First = new(2026, 6, 1);

    /// <summary>Advances day by day over one pain report a day; null for none.</summary>
    static List<FlareState> Days(params decimal?[] pains) => Days(pains, []);

    static List<FlareState> Days(decimal?[] pains, params (int Day, decimal On)[] told)
    {
        var journal = new List<JournalEntry>();
        for (var i = 0; i < pains.Length; i++)
        {
            if (pains[i] is { } pain)
            {
                journal.Add(Entry(JournalKind.Pain, i, pain));
            }
        }
        journal.AddRange(told.Select(word => Entry(JournalKind.Flare, word.Day, word.On)));
        var states = new List<FlareState>();
        for (var i = 0; i < pains.Length; i++)
        {
            states.Add(FlareRule.Advance(Ada, i == 0 ? FlareState.None : states[^1],
                i == 0 ? null : First.PlusDays(i - 1), First.PlusDays(i), journal, TargetOptions.Default).End);
        }
        return states;
    }

    static JournalEntry Entry(JournalKind kind, int day, decimal value) =>
        new("ada", kind, Given.Day(date: First.PlusDays(day)).StartMs + 12 * Given.Hour, value);

    [Fact]
    [Edge("11", "a flare is two points above the median, of three reports at least")]
    public void Two_points_above_the_median_of_three_reports_begin_a_flare()
    {
        Assert.Equal([false, false, false, true], Days(3, 3, 3, 5).Select(state => state.Active));
        Assert.Equal([false, false, false], Days(3, 3, 5).Select(state => state.Active));
        Assert.Equal((First.PlusDays(3), 3m), (Days(3, 3, 3, 5)[3].Since!.Value, Days(3, 3, 3, 5)[3].BaselinePain!.Value));
    }

    [Fact]
    public void Only_the_last_seven_reports_are_compared_with()
    {
        Assert.True(Days(9, 9, 9, 9, 2, 2, 2, 2, 2, 2, 2, 4)[^1].Active);
        Assert.False(FlareRule.IsFlare([2, 2, 2, 2, 2, 2, 2, 2, 9, 9, 9, 9, 9, 9, 9], 10, TargetOptions.Default));
    }

    [Fact]
    [Edge("11", "three calm days end a flare")]
    public void Three_calm_days_in_a_row_end_it()
    {
        Assert.Equal([true, true, true, false], Days(3, 3, 3, 6, 4, 4, 4).Skip(3).Select(state => state.Active));
        Assert.Equal([true, true, true, true, true], Days(3, 3, 3, 6, 4, 4, 5, 4).Skip(3).Select(state => state.Active));
    }

    [Fact]
    public void Days_without_a_report_neither_calm_nor_disturb()
    {
        Assert.Equal([true, true, true, true, false], Days(3, 3, 3, 6, 4, 4, null, 4).Skip(3).Select(state => state.Active));
    }

    [Fact]
    public void Silence_of_two_weeks_ends_it()
    {
        var states = Days([3, 3, 3, 6, .. Enumerable.Repeat<decimal?>(null, 14)]);

        Assert.True(states[^2].Active);
        Assert.False(states[^1].Active);
    }

    [Fact]
    public void Pain_that_stays_for_four_weeks_is_the_new_usual()
    {
        var states = Days([3, 3, 3, .. Enumerable.Repeat<decimal?>(6, 29)]);

        Assert.True(states[^2].Active);
        Assert.False(states[^1].Active);
    }

    [Fact]
    [Edge("11", "the wearer's word begins and ends a flare")]
    public void Wearers_word_begins_and_ends_it()
    {
        var states = Days([null, null, null, null], (1, 1), (3, 0));

        Assert.Equal([false, true, true, false], states.Select(state => state.Active));
    }

    [Fact]
    public void Later_report_of_a_day_corrects_the_earlier()
    {
        var at = Given.Day(date: First.PlusDays(3)).StartMs;
        JournalEntry[] journal =
        [
            Entry(JournalKind.Pain, 0, 3), Entry(JournalKind.Pain, 1, 3), Entry(JournalKind.Pain, 2, 3),
            new("ada", JournalKind.Pain, at + 2, 3), new("ada", JournalKind.Pain, at + 1, 8),
        ];

        Assert.False(FlareRule.Advance(
            Ada, FlareState.None, null, First.PlusDays(3), journal, TargetOptions.Default).End.Active);
    }

    [Fact]
    public void Days_without_a_report_of_the_day_are_caught_up()
    {
        JournalEntry[] journal =
        [
            Entry(JournalKind.Pain, 0, 3), Entry(JournalKind.Pain, 1, 3), Entry(JournalKind.Pain, 2, 3),
            Entry(JournalKind.Pain, 4, 7),
        ];

        Assert.True(FlareRule.Advance(
            Ada, FlareState.None, First.PlusDays(2), First.PlusDays(8), journal, TargetOptions.Default).End.Active);
    }
}
