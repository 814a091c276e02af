using ActivitySync.Mqtt.Internal.Client;

namespace ActivitySync.Tests.Mqtt;

public class KeepAliveRuleTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(16);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly KeepAliveRule _rule = new(Interval);

    [Fact]
    public void Tick_is_a_sixteenth() => Assert.Equal(Tick, _rule.Tick);

    [Fact]
    public void Silence_of_ours_is_broken_before_the_interval_ends()
    {
        Assert.Equal(KeepAliveStep.Nothing, _rule.Decide(Tick * 13, Tick, null, isReading: true));
        Assert.Equal(KeepAliveStep.Ping, _rule.Decide(Tick * 14, Tick, null, isReading: true));
    }

    [Fact]
    public void Silence_of_theirs_is_questioned_even_while_we_talk() =>
        Assert.Equal(KeepAliveStep.Ping, _rule.Decide(TimeSpan.Zero, Tick * 14, null, isReading: true));

    [Fact]
    public void Unanswered_ping_kills_the_link_within_one_and_a_half_intervals()
    {
        var now = TimeSpan.Zero;
        TimeSpan? pinged = null;
        while (_rule.Decide(now - (pinged ?? TimeSpan.Zero), now, now - pinged, isReading: true) is var step
            && step != KeepAliveStep.Dead)
        {
            if (step == KeepAliveStep.Ping)
            {
                pinged = now;
            }

            now += Tick;
        }

        Assert.InRange(now, Interval, Interval * 1.5);
    }

    [Fact]
    public void Blocked_handler_is_not_a_dead_link_but_pings_go_on()
    {
        Assert.Equal(KeepAliveStep.Nothing, _rule.Decide(Tick, Tick * 100, Tick * 50, isReading: false));
        Assert.Equal(KeepAliveStep.Ping, _rule.Decide(Tick * 14, Tick * 100, Tick * 50, isReading: false));
    }

    [Fact]
    public void Zero_turns_it_off()
    {
        var off = new KeepAliveRule(TimeSpan.Zero);

        Assert.False(off.IsOn);
        Assert.Equal(KeepAliveStep.Nothing, off.Decide(Tick * 1000, Tick * 1000, Tick * 1000, isReading: true));
    }
}
