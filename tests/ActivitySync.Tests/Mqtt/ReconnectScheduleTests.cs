using ActivitySync.Mqtt.Internal;

namespace ActivitySync.Tests.Mqtt;

public class ReconnectScheduleTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    [Fact]
    public void Waits_double_up_to_the_cap()
    {
        var schedule = new ReconnectSchedule(First, Cap, () => 1);

        var waits = Enumerable.Range(0, 9).Select(_ => schedule.Failed().TotalSeconds);

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact]
    public void Chance_takes_away_half_at_most()
    {
        Assert.Equal(First / 2, new ReconnectSchedule(First, Cap, () => 0).Failed());
        Assert.Equal(First * 0.75, new ReconnectSchedule(First, Cap, () => 0.5).Failed());
    }

    [Fact]
    public void Success_starts_over()
    {
        var schedule = new ReconnectSchedule(First, Cap, () => 1);
        schedule.Failed();
        schedule.Failed();

        schedule.Succeeded();

        Assert.Equal(First, schedule.Failed());
    }

    [Fact]
    public void A_million_failures_do_not_overflow()
    {
        var schedule = new ReconnectSchedule(First, Cap, () => 1);

        for (var failure = 0; failure < 1_000_000; failure++)
        {
            schedule.Failed();
        }

        Assert.Equal(Cap, schedule.Failed());
    }
}
