using ActivitySync.Core.Scoring;
using ActivitySync.Dashboard;
using ActivitySync.Dashboard.Parts;
using ActivitySync.Tests.Scoring;
using Bunit;
using Microsoft.AspNetCore.Components;

namespace ActivitySync.Tests.Dashboard;

/// <summary>What is not known looks different from a zero, in every part of a page.</summary>
public sealed class PartTests : BunitContext
{
    public PartTests() => RenderTree.Add<CascadingValue<Phrases>>(words => words.Add(value => value.Value, Phrases.Of("en")));

    [Fact]
    public void A_ring_without_steps_asks_and_one_with_none_says_zero()
    {
        var unknown = Render<Ring>(ring => ring.Add(part => part.Target, 3_000));
        var none = Render<Ring>(ring => ring.Add(part => part.Target, 3_000).Add(part => part.Steps, 0));

        Assert.Equal("?", unknown.Find(".ring-number").TextContent);
        Assert.NotEmpty(unknown.FindAll(".unknown-line"));
        Assert.Equal("0", none.Find(".ring-number").TextContent);
        Assert.Empty(none.FindAll(".unknown-line"));
        Assert.Equal("No device has told of steps today", unknown.Find("svg").GetAttribute("aria-label"));
    }

    [Fact]
    public void A_ring_shows_how_far_and_how_far_expected()
    {
        var ring = Render<Ring>(parameters => parameters
            .Add(part => part.Target, 4_000).Add(part => part.Steps, 1_000).Add(part => part.Expected, 2_000));

        Assert.Equal("25 100", ring.Find(".ring-done").GetAttribute("stroke-dasharray"));
        Assert.Equal("rotate(180 100 100)", ring.Find("g").GetAttribute("transform"));
        Assert.Equal("1,000 of 4,000 steps, 25\u00a0%", ring.Find("svg").GetAttribute("aria-label"));
    }

    [Fact]
    public void A_figure_that_is_not_known_is_marked_and_in_words()
    {
        var unknown = Render<Figure>(figure => figure.Add(part => part.Name, "Breaks"));
        var zero = Render<Figure>(figure => figure.Add(part => part.Name, "Breaks").Add(part => part.Value, "0"));

        Assert.Equal("not enough data", unknown.Find("dd.unknown").TextContent.Trim());
        Assert.Empty(zero.FindAll(".unknown"));
    }

    [Fact]
    public void A_part_of_the_score_that_is_missing_is_hatched_and_the_rest_is_stretched_in_the_open()
    {
        var report = LifeTests.Settled().Last with
        {
            Score = 80,
            Points = new ScorePoints(50, null, 20, 10),
            Coverage = 75,
            Status = DayStatus.Scored,
        };

        var card = Render<ScoreCard>(part => part.Add(score => score.Report, report));

        Assert.Single(card.FindAll(".hatched"));
        Assert.Equal(3, card.FindAll(".meter-done").Count);
        Assert.Contains("50 of 53", card.Markup, StringComparison.Ordinal);
        Assert.Contains("75 of 100 are known", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_without_a_score_says_why_and_no_number()
    {
        var report = LifeTests.Settled().Last with { Score = null, Points = null, Excuse = Excuse.Sick };

        var card = Render<ScoreCard>(part => part.Add(score => score.Report, report));

        Assert.Equal("not judged: rest or sick day", card.Find(".unknown").TextContent);
        Assert.Empty(card.FindAll("strong"));
    }

    [Fact]
    public void A_tap_on_the_scale_gives_its_number()
    {
        decimal? told = null;
        var scale = Render<Scale>(part => part
            .Add(one => one.Name, "pain").Add(one => one.Chosen, 2).Add(one => one.OnChosen, value => told = value));

        scale.FindAll("button")[7].Click();

        Assert.Equal(7, told);
        Assert.Equal("2", scale.Find("[aria-pressed=true]").TextContent);
        Assert.Equal(11, scale.FindAll("button").Count);
    }
}
