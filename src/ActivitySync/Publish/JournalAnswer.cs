using System.Text.Json;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Nudges;
using ActivitySync.Core.Telemetry;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Publish;

/// <summary>
/// The retained topic <c>journal</c>: what the wearer told today, for controls to show, and in words what follows from it.
/// </summary>
internal static class JournalAnswer
{
    static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    public static void Write(Utf8JsonWriter json, TodayFacts today)
    {
        json.Date("date", today.Day.Date);
        json.Decimal("pain", today.Last(JournalKind.Pain));
        json.Decimal("mood", today.Last(JournalKind.Mood));
        json.WriteBoolean("rest_day", today.Says(JournalKind.RestDay));
        json.WriteBoolean("sick_day", today.Says(JournalKind.SickDay));
        json.WriteBoolean("flare", today.Progress.InFlare);
        if (Choice(today) is { } choice)
        {
            json.WriteString("target_choice", ControlWords.Choices[choice]);
        }
        else
        {
            json.WriteNull("target_choice");
        }
        json.Moment("snoozed_until", SnoozedUntil(today), today.Zone);
        json.WriteString("answer", InWords(today));
        json.WriteStartArray("entries");
        foreach (var entry in today.ToldToday)
        {
            json.WriteStartObject();
            json.Moment("at", entry.TimeMs, today.Zone);
            json.WriteString("kind", JournalKindNames.Of(entry.Kind));
            json.Decimal("value", entry.Value);
            if (entry.Text is { } text)
            {
                json.WriteString("text", text);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>What follows from today's entries, in the wearer's language.</summary>
    public static string InWords(TodayFacts today)
    {
        var language = Language.Of(today.Wearer.Language);
        var stays = ("stays", today.LastDay?.Streak is { } days and > 0 ? language.Say("journal.stays", ("streak", $"{days}")) : "");
        var sentences = new List<string>();
        if (today.Says(JournalKind.SickDay))
        {
            sentences.Add(language.Say("journal.sick_day", stays));
        }
        else if (today.Says(JournalKind.RestDay))
        {
            sentences.Add(language.Say("journal.rest_day", stays));
        }
        else if (today.Progress.Excuse == Core.Scoring.Excuse.Flare)
        {
            sentences.Add(language.Say(today.Progress.InFlare ? "journal.flare" : "journal.flare_over", stays));
        }
        if (today.Last(JournalKind.Pain) is { } pain)
        {
            sentences.Add(language.Say("journal.pain", ("pain", PlainNumber(pain))));
        }
        if (Choice(today) is { } choice)
        {
            sentences.Add(language.Say("journal.target_choice", ("choice", language[$"choice.{choice}"])));
            if (today.Progress.Decision is { } decision)
            {
                sentences.Add(DecisionWords.Of(language, decision));
            }
        }
        if (SnoozedUntil(today) is { } until)
        {
            var local = Instant.FromUnixTimeMilliseconds(until).InZone(today.Zone).TimeOfDay;
            sentences.Add(language.Say("journal.snoozed", ("time", Clock.Format(local))));
        }
        return sentences.Count > 0 ? string.Join(' ', sentences)
            : today.ToldToday.Any() ? language["journal.thanks"] : language["journal.none"];
    }

    static int? Choice(TodayFacts today) => today.Last(JournalKind.TargetChoice) is { } choice
        ? Math.Clamp((int)choice, 0, ControlWords.Choices.Count - 1) : null;

    static long? SnoozedUntil(TodayFacts today)
        => NudgeRule.SnoozedUntil(today.Journal) is { } until && until > today.NowMs ? until : null;

    static string PlainNumber(decimal value) => value.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}
