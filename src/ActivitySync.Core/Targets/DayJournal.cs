using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Core.Targets;

/// <summary>
/// What a wearer told about one day, in order of time. A later word of the same kind corrects an earlier one.
/// </summary>
internal sealed record DayJournal(LocalDate Date, IReadOnlyList<JournalEntry> Entries)
{
    /// <summary>The day's last value of a kind; null when there is none.</summary>
    public decimal? Last(JournalKind kind)
    {
        for (var i = Entries.Count - 1; i >= 0; i--)
        {
            if (Entries[i].Kind == kind && Entries[i].Value is { } value)
            {
                return value;
            }
        }
        return null;
    }

    /// <summary>Whether the day's last word of a kind is yes.</summary>
    public bool Says(JournalKind kind) => Last(kind) > 0;

    /// <summary>One day's journal.</summary>
    public static DayJournal Of(Wearer wearer, IReadOnlyList<JournalEntry> journal, LocalDate date) =>
        ByDay(wearer, journal, date).FirstOrDefault(day => day.Date == date) ?? new DayJournal(date, []);

    /// <summary>The journal day by day up to a date, ascending; days without a word are left out.</summary>
    public static IEnumerable<DayJournal> ByDay(
        Wearer wearer, IReadOnlyList<JournalEntry> journal, LocalDate until) =>
        journal.Select(entry => (Date: LocalDays.DateAt(wearer, entry.TimeMs), Entry: entry))
            .Where(told => told.Date <= until)
            .GroupBy(told => told.Date)
            .OrderBy(day => day.Key)
            .Select(day => new DayJournal(day.Key, [.. day.Select(told => told.Entry)
                .OrderBy(entry => entry.TimeMs).ThenBy(entry => entry.Kind).ThenBy(entry => entry.Value)]));
}
