using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Telemetry;

public class ZoneTimelineTests
{
    static readonly Instant June = Instant.FromUtc(2026, 6, 15, 12, 0);
    static readonly Instant July = Instant.FromUtc(2026, 7, 1, 9, 30);

    static readonly ZoneTimeline Traveller = new(
        Given.Zone("Europe/Berlin"), [(June, Given.Zone("America/New_York")), (July, Given.Zone("Asia/Tokyo"))]);

    [Fact]
    public void A_stay_begins_with_its_instant()
    {
        Assert.Equal("Europe/Berlin", Traveller.At(June - Duration.Epsilon).Id);
        Assert.Equal("America/New_York", Traveller.At(June).Id);
        Assert.Equal("America/New_York", Traveller.At(July - Duration.Epsilon).Id);
        Assert.Equal("Asia/Tokyo", Traveller.At(July).Id);
    }

    [Fact]
    public void The_first_zone_reaches_back_and_the_last_forward_for_ever()
    {
        Assert.Equal("Europe/Berlin", Traveller.At(Instant.MinValue).Id);
        Assert.Equal("Asia/Tokyo", Traveller.At(Instant.MaxValue).Id);
    }

    [Fact]
    public void Moves_out_of_order_or_at_one_instant_are_refused()
    {
        var (berlin, tokyo) = (Given.Zone("Europe/Berlin"), Given.Zone("Asia/Tokyo"));

        Assert.Throws<ArgumentException>("moves", () => new ZoneTimeline(berlin, [(July, tokyo), (June, berlin)]));
        Assert.Throws<ArgumentException>("moves", () => new ZoneTimeline(berlin, [(June, tokyo), (June, berlin)]));
    }
}
