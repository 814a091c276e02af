using System.Text.Json;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Decoding;

/// <summary>Times as publishers write them; what could mean two things is not read.</summary>
public sealed class TimeReaderTests
{
    static readonly Wearer Ana = Some.Wearer();

    [Theory]
    [InlineData("s", "1781524800", Some.Noon)]
    [InlineData("s", "1781524800.25", Some.Noon + 250)]
    [InlineData("10ms", "178152480012", Some.Noon + 120)]
    [InlineData("ms", "1781524800001", Some.Noon + 1)]
    [InlineData("us", "1781524800001999", Some.Noon + 1)]
    [InlineData("ns", "1781524800001999999", Some.Noon + 1)]
    [InlineData("auto", "1781524800001999", Some.Noon + 1)]
    [InlineData("auto", "1781524800001999999", Some.Noon + 1)]
    [InlineData("auto", "1781524800.5", Some.Noon + 500)]
    [InlineData("auto", "1420070400", 1_420_070_400_000)] // 2015 begins
    [InlineData("auto", "8962185600", 8_962_185_600_000)] // and 2254
    public void A_number_counts_in_its_unit(string unit, string number, long timeMs)
        => Assert.Equal((timeMs, (string?)null), Read(unit, number));

    [Theory]
    [InlineData("auto", "1420070399", "clock_not_set")]
    [InlineData("auto", "999999999", "bad_time")] // nine digits
    [InlineData("auto", "10000000000", "bad_time")] // eleven
    [InlineData("auto", "100000000000", "bad_time")] // twelve: a thousandth too few
    [InlineData("auto", "10000000000000", "bad_time")] // fourteen
    [InlineData("auto", "100000000000000", "bad_time")] // fifteen
    [InlineData("auto", "10000000000000000", "bad_time")] // seventeen
    [InlineData("auto", "100000000000000000", "bad_time")] // eighteen
    [InlineData("auto", "-1781524800", "bad_time")]
    [InlineData("auto", "1781524800000.5", "bad_time")] // only seconds have fractions
    [InlineData("ms", "1781524800000.5", "bad_time")]
    [InlineData("s", "9223372036854775807", "bad_time")]
    [InlineData("s", "-9223372036854775807", "bad_time")]
    [InlineData("10ms", "9223372036854775807", "bad_time")]
    [InlineData("s", "8962185601", "bad_time")] // after the end of 2253
    [InlineData("s", "10000000000.5", "bad_time")]
    [InlineData("s", "0", "clock_not_set")]
    [InlineData("s", "1e30", "bad_time")]
    [InlineData("s", "true", "bad_time")]
    [InlineData("s", "null", "bad_time")]
    public void A_number_that_is_no_time_of_a_wearable_is_refused(string unit, string number, string reason)
        => Assert.Equal(((long?)null, reason), Read(unit, number));

    [Theory]
    [InlineData("2026-06-15 14:00")]
    [InlineData("2026-06-15 14:00:00.000")]
    [InlineData("2026-06-15 2:00 PM")]
    [InlineData("2026-06-15 2:00 PM +02:00")]
    [InlineData("2026-06-15 14:00 +02:00")]
    [InlineData("2026-06-15 14:00:00.000+02:00")]
    [InlineData("2026-06-15\u00A02:00\u202FP.M.")]
    [InlineData("  2026-06-15T12:00:00Z  ")]
    [InlineData("1781524800000000000")] // nineteen digits in quotes
    public void A_text_may_have_many_forms(string text)
        => Assert.Equal(Some.Noon, TimeReader.Read(text, TimeFormat.Any, Ana, out _));

    [Fact]
    public void A_date_alone_is_its_first_moment_on_the_wall()
        => Assert.Equal(Some.Noon - (14 * Some.HourMs), TimeReader.Read("2026-06-15", TimeFormat.Any, Ana, out _));

    [Theory]
    [InlineData("dd.MM.yyyy HH:mm:ss", "15.06.2026 14:00:00")]
    [InlineData("dd.MM.yyyy HH:mm zzz", "15.06.2026 16:00 +04:00")]
    [InlineData("yyyy/MM/dd HH:mm:ssK", "2026/06/15 12:00:00Z")]
    public void A_text_is_read_by_the_pattern_of_the_source(string pattern, string text)
        => Assert.Equal(Some.Noon, TimeReader.Read(text, TimeFormat.Parse(pattern)!, Ana, out _));

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("0001-01-01T00:00:00")]
    [InlineData("9999-12-31 23:59:59")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("17815248000000000000")] // twenty digits
    public void Ends_of_the_calendar_are_no_times(string text)
    {
        Assert.Null(TimeReader.Read(text, TimeFormat.Any, Ana, out var why));
        Assert.Equal("bad_time", why?.Reason);
    }

    [Fact]
    public void A_text_longer_than_any_time_is_not_looked_at()
    {
        const string Noon = "2026-06-15T12:00:00.";
        Assert.Equal(Some.Noon, TimeReader.Read(Noon + "000000000Z", TimeFormat.Any, Ana, out _));
        Assert.Null(TimeReader.Read(Noon + new string('0', 64) + "Z", TimeFormat.Any, Ana, out _));
    }

    [Theory]
    [InlineData("yyyy-MM-dd", false)]
    [InlineData("HH:mm", false)]
    [InlineData("yyyy-MM-dd h:mm tt", true)]
    [InlineData("seconds", false)]
    [InlineData("auto", true)]
    public void A_pattern_needs_a_year_and_an_hour(string word, bool isFormat)
        => Assert.Equal(isFormat, TimeFormat.Parse(word) is not null);

    [Theory]
    [InlineData("2026-06-01T12:00:00", 10)] // Berlin, 2 h ahead of UTC
    [InlineData("2026-06-20T12:00:00", 16)] // New York, 4 h behind
    [InlineData("2026-06-15T05:59:59", 3)] // before the landing by both clocks
    [InlineData("2026-06-15T06:00:00", 10)] // shown twice: the later stay is asked first
    public void A_wall_clock_is_that_of_the_stay_the_time_lies_in(string wall, int hourUtc)
    {
        var landed = Instant.FromUtc(2026, 6, 15, 10, 0);
        var traveller = Ana with
        {
            Zones = new ZoneTimeline(Given.Zone("Europe/Berlin"), [(landed, Given.Zone("America/New_York"))]),
        };

        Assert.True(SampleTime.TryParseIso(wall, traveller, out var timeMs));
        Assert.Equal(hourUtc, Instant.FromUnixTimeMilliseconds(timeMs).InUtc().Hour);
        Assert.Equal(timeMs, TimeReader.Read(wall, TimeFormat.Any, traveller, out _));
    }

    [Theory]
    [InlineData("2026-03-29T02:30:00", 1, 30)] // skipped: moved on by the gap
    [InlineData("2026-10-25T02:30:00", 0, 30)] // twice: the earlier
    public void A_wall_clock_that_is_skipped_or_doubled_is_still_one_instant(string wall, int hourUtc, int minute)
    {
        Assert.True(SampleTime.TryParseIso(wall, Ana, out var timeMs));
        var utc = Instant.FromUnixTimeMilliseconds(timeMs).InUtc();
        Assert.Equal((hourUtc, minute), (utc.Hour, utc.Minute));
    }

    [Theory]
    [InlineData("1973-01-01T00:00:00Z", true)]
    [InlineData("1972-12-31T23:59:59Z", false)]
    [InlineData("2254-12-31T23:59:59Z", true)]
    [InlineData("2255-01-01T00:00:00Z", false)]
    [InlineData("1973-01-01T00:00:00", true)]
    [InlineData("1972-12-31T23:59:59", false)]
    [InlineData("2254-12-31T23:59:59", true)]
    [InlineData("2255-01-01T00:00:00", false)]
    public void Native_times_lie_between_1973_and_2254(string text, bool isTime)
    {
        Assert.Equal(isTime, SampleTime.TryParseIso(text, Ana, out var timeMs));
        Assert.Equal(isTime, timeMs != SampleTime.Absent);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(5 * Some.MinuteMs, null)]
    [InlineData((5 * Some.MinuteMs) + 1, "in_future")]
    [InlineData(-30 * Some.DayMs, null)]
    [InlineData((-30 * Some.DayMs) - 1, "too_old")]
    [Edge("1", "a time after its receipt (5 min), or too long before it, is quarantined")]
    public void A_clock_may_run_five_minutes_ahead_and_a_phone_be_away_for_thirty_days(long aheadMs, string? reason)
        => Assert.Equal(reason, SampleTime.Check(Some.Noon + aheadMs, Some.Noon, Some.Rules())?.Reason);

    static (long? TimeMs, string? Reason) Read(string unit, string json)
    {
        using var document = JsonDocument.Parse(json);
        return (TimeReader.Read(document.RootElement, TimeFormat.Parse(unit)!, Ana, out var why), why?.Reason);
    }
}
