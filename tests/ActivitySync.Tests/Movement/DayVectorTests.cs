using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Tests.Movement;

public sealed class DayVectorTests
{
    public static TheoryData<string> Cases => Vectors.NamesOf("dst");

    [Theory, MemberData(nameof(Cases)), Trait(Vectors.Trait, "dst")]
    public void Day_begins_and_ends_where_the_zone_says(string name)
    {
        var expected = Vectors.Entry("dst", name);
        var words = name.Split(' ');
        var date = LocalDatePattern.Iso.Parse(words[^1].Contains('/') ? words[0] : words[^1]).Value;
        var wearer = words[0] == "travel" ? Traveller(words[1], date) : Given.Wearer(words[^1]);

        var day = LocalDays.Of(wearer, date);

        if (expected.GetProperty("hours").GetDecimal() == 0)
        {
            Assert.Null(day);
            return;
        }
        Assert.Equal(expected.GetProperty("start").GetDateTimeOffset().ToUnixTimeMilliseconds(), day!.StartMs);
        Assert.Equal(expected.GetProperty("end").GetDateTimeOffset().ToUnixTimeMilliseconds(), day.EndMs);
        Assert.Equal(expected.GetProperty("hours").GetDecimal(), (day.EndMs - day.StartMs) / 3_600_000m);
    }

    static Wearer Traveller(string journey, LocalDate date)
    {
        var (from, to) = journey == "BER->NYC"
            ? ("Europe/Berlin", "America/New_York") : ("America/New_York", "Europe/Berlin");
        var noon = date.At(new LocalTime(12, 0)).InUtc().ToInstant();
        return Given.Wearer() with { Zones = new ZoneTimeline(Given.Zone(from), [(noon, Given.Zone(to))]) };
    }
}
