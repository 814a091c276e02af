using ActivitySync.Core.Decoding;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Decoding;

/// <summary>A device's clock is judged by the middle of its last twenty messages, and not before there are twenty.</summary>
public sealed class ClockOffsetTests
{
    readonly ClockOffset _clock = new(Some.Rules());

    [Fact]
    public void Nineteen_messages_are_not_enough()
    {
        Hear(19, seconds: 600);
        Assert.Null(_clock.MedianMs);
        Assert.Null(_clock.SteadyMs);

        Hear(1, seconds: 600);
        Assert.Equal(600_000, _clock.SteadyMs);
    }

    [Theory]
    [InlineData(120, null)]
    [InlineData(121, 121_000L)]
    [InlineData(-120, null)]
    [InlineData(-121, -121_000L)]
    [Edge("1", "a steady clock offset (median of 20 messages over 2 min) is reported")]
    public void More_than_two_minutes_either_way_are_told(int seconds, long? offsetMs)
    {
        Hear(20, seconds);

        Assert.Equal(offsetMs, _clock.SteadyMs);
        Assert.Equal(seconds * 1_000, _clock.MedianMs);
    }

    [Fact]
    public void A_few_late_deliveries_are_no_clock()
    {
        Hear(11, seconds: 3);
        Hear(9, seconds: 7_200);

        Assert.Equal(3_000, _clock.MedianMs);
        Assert.Null(_clock.SteadyMs);
    }

    [Fact]
    public void Between_two_middle_ones_it_is_their_mean()
    {
        Hear(10, seconds: 100);
        Hear(10, seconds: 200);

        Assert.Equal(150_000, _clock.SteadyMs);
    }

    [Fact]
    public void Only_the_last_twenty_count()
    {
        Hear(40, seconds: 900);
        Hear(4, seconds: 0);
        Assert.Equal(900_000, _clock.SteadyMs);

        Hear(7, seconds: 0); // eleven of twenty
        Assert.Null(_clock.SteadyMs);
    }

    [Fact]
    public void A_day_that_was_stored_and_comes_at_once_is_no_clock()
    {
        for (var minute = 1_440; minute > 0; minute--)
        {
            _clock.Add(Some.Noon, Some.Noon - (minute * 60_000L));
            Assert.Null(_clock.SteadyMs);
        }
    }

    void Hear(int messages, int seconds)
    {
        for (var i = 0; i < messages; i++)
        {
            _clock.Add(Some.Noon, Some.Noon - (seconds * 1_000L));
        }
    }
}
