using ActivitySync.Core.Movement;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Movement;

/// <summary>Where days begin for somebody who moves between zones around midnight.</summary>
public sealed class LocalDaysTests
{
    static readonly Instant Night = Instant.FromUtc(2026, 6, 15, 0, 0);

    static Core.Telemetry.Wearer Moving(string from, string to, Instant at) =>
        Given.Wearer() with { Zones = new Core.Telemetry.ZoneTimeline(Given.Zone(from), [(at, Given.Zone(to))]) };

    [Fact]
    public void Who_arrives_where_the_day_has_begun_begins_it_on_arrival()
    {
        // 23:00 of the 14th in New York, 05:00 of the 15th in Berlin.
        var moving = Night.Plus(Duration.FromHours(3));
        var wearer = Moving("America/New_York", "Europe/Berlin", moving);

        Assert.Equal(moving.ToUnixTimeMilliseconds(), LocalDays.Of(wearer, Given.Date)!.StartMs);
        Assert.Equal(moving.ToUnixTimeMilliseconds(), LocalDays.Of(wearer, Given.Date.PlusDays(-1))!.EndMs);
        Assert.Equal(Given.Date, LocalDays.DateAt(wearer, moving.ToUnixTimeMilliseconds()));
        Assert.Equal(Given.Date.PlusDays(-1), LocalDays.DateAt(wearer, moving.ToUnixTimeMilliseconds() - 1));
    }

    [Fact]
    public void Who_leaves_at_midnight_for_where_it_is_still_evening_begins_the_day_there()
    {
        // 00:00 of the 15th in Berlin, 18:00 of the 14th in New York.
        var wearer = Moving("Europe/Berlin", "America/New_York", Night.Plus(Duration.FromHours(-2)));

        Assert.Equal(Night.Plus(Duration.FromHours(4)).ToUnixTimeMilliseconds(), LocalDays.Of(wearer, Given.Date)!.StartMs);
    }

    [Fact]
    public void No_day_lies_in_no_time()
    {
        var noon = Given.Day().StartMs + (12 * Given.Hour);

        Assert.Empty(LocalDays.Overlapping(Given.Wearer(), noon, noon));
        Assert.Equal(Given.Date, Assert.Single(LocalDays.Overlapping(Given.Wearer(), noon, noon + 1)).Date);
    }
}
