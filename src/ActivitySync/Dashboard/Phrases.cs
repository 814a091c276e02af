using System.Globalization;
using ActivitySync.Publish;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Dashboard;

/// <summary>The words of the pages in one language, and how it writes numbers, days and times.</summary>
internal sealed class Phrases
{
    /// <summary>Where there is no other.</summary>
    public const string Default = "en";

    const string Folder = "ActivitySync.Dashboard.Languages.";

    static readonly Lazy<IReadOnlyDictionary<string, Language>> Languages = new(() => Language.ReadAll(Folder));
    static readonly LocalTimePattern Minutes = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    static readonly LocalTimePattern Seconds = LocalTimePattern.CreateWithInvariantCulture("HH:mm:ss");

    readonly Language _language;
    readonly NumberFormatInfo _numbers;

    Phrases(Language language)
    {
        _language = language;
        _numbers = new NumberFormatInfo
        {
            NumberGroupSeparator = language["number.group"],
            NumberDecimalSeparator = language["number.point"],
        };
    }

    /// <summary>All languages by code.</summary>
    public static IReadOnlyDictionary<string, Language> All => Languages.Value;

    public string Code => _language.Code;

    public string this[string key] => _language[key];

    public static bool Speaks(string code) => All.ContainsKey(code);

    public static Phrases Of(string code) => new(All.GetValueOrDefault(code) ?? All[Default]);

    public string Say(string key, params ReadOnlySpan<(string Name, string Value)> values) => _language.Say(key, values);

    public string Number(long value) => value.ToString("N0", _numbers);

    /// <summary>A number, or the words for one that is not known.</summary>
    public string Number(long? value) => value is { } known ? Number(known) : this["unknown"];

    public string Number(decimal value) => value.ToString("#,0.#", _numbers);

    public string Percent(long value) => $"{Number(value)}\u00a0%";

    /// <summary>One of two words by a count, with the count in it.</summary>
    public string Count(string key, long count)
        => Say(count == 1 ? $"{key}.one" : $"{key}.many", ("count", Number(count)));

    public string Weekday(LocalDate date) => this[$"weekday.{(int)date.DayOfWeek}"];

    /// <summary>A day as in Mon 3 Nov.</summary>
    public string Day(LocalDate date) => Say("date.day", ("weekday", Weekday(date)), ("day", Digits(date.Day)),
        ("month", this[$"month.{date.Month}"]));

    /// <summary>A day with its year.</summary>
    public string FullDay(LocalDate date) => Say("date.full", ("day", Day(date)), ("year", Digits(date.Year)));

    public static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);

    public static string Clock(long timeMs, DateTimeZone zone) => Minutes.Format(Local(timeMs, zone).TimeOfDay);

    public static string ClockSeconds(long timeMs, DateTimeZone zone) => Seconds.Format(Local(timeMs, zone).TimeOfDay);

    /// <summary>Day and time.</summary>
    public string Moment(long timeMs, DateTimeZone zone) => $"{Day(Local(timeMs, zone).Date)}, {Clock(timeMs, zone)}";

    /// <summary>How long ago, in the largest fitting unit.</summary>
    public string Ago(long ms) => ms switch
    {
        < 60_000 => this["ago.now"],
        < 7_200_000 => Count("ago.minutes", ms / 60_000),
        < 172_800_000 => Count("ago.hours", ms / 3_600_000),
        _ => Count("ago.days", ms / 86_400_000),
    };

    /// <summary>A length in hours and minutes.</summary>
    public string Length(int minutes) => minutes < 60 ? Say("length.minutes", ("minutes", Digits(minutes)))
        : minutes % 60 == 0 ? Say("length.full", ("hours", Digits(minutes / 60)))
        : Say("length.hours", ("hours", Digits(minutes / 60)), ("minutes", Digits(minutes % 60)));

    /// <summary>Something small to do.</summary>
    public string Suggestion(long number) => Language.Of(Code).Suggestion(number);

    static ZonedDateTime Local(long timeMs, DateTimeZone zone) => Instant.FromUnixTimeMilliseconds(timeMs).InZone(zone);

    static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
}
