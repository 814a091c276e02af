using Microsoft.Data.Sqlite;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Spool;

/// <summary>
/// What scoring last knew of each wearer's past days, so that the next day need not read sixty reports again. It is in the
/// reports, too: whoever takes it from here looks whether the last report is still the one it ends with, and reads the reports
/// where it is not, or where nothing is held. Every method may throw <see cref="SpoolUnavailableException"/>.
/// </summary>
internal sealed class PastDaysTable(SpoolState state)
{
    const string Replace =
        """
        INSERT OR REPLACE INTO past_days (wearer, from_date, date, revision, computed_ms, days, crc)
        VALUES ($wearer, $from, $date, $revision, $computed, $days, $crc)
        """;

    /// <summary>What is held of a wearer; null when nothing is, or not what was kept.</summary>
    public HeldDays? Of(string wearer) => state.Read(
        "SELECT from_date, date, revision, computed_ms, days, crc FROM past_days WHERE wearer = $wearer",
        row => LocalDatePattern.Iso.Parse(row.GetString(0)) is { Success: true, Value: var from }
            && LocalDatePattern.Iso.Parse(row.GetString(1)) is { Success: true, Value: var date }
            && new HeldDays(wearer, from, date, row.GetInt32(2), row.GetInt64(3), row.GetFieldValue<byte[]>(4)) is var held
            && ChecksumOf(held) == row.GetInt64(5) ? held : null, ("$wearer", wearer)).FirstOrDefault();

    /// <summary>Nothing is held of a wearer any more.</summary>
    public void Forget(string wearer) => state.Write(transaction =>
        state.Run(transaction, "DELETE FROM past_days WHERE wearer = $wearer", ("$wearer", wearer)));

    /// <summary>Nothing is held of anybody any more: reports came that were not made here.</summary>
    public void ForgetAll() => state.Write(transaction => state.Run(transaction, "DELETE FROM past_days"));

    /// <summary>Holds it, within the transaction in which its days are noted as scored.</summary>
    internal static void Hold(SpoolState state, SqliteTransaction transaction, HeldDays held) => state.Run(
        transaction, Replace, ("$wearer", held.Wearer), ("$from", LocalDatePattern.Iso.Format(held.From)),
        ("$date", LocalDatePattern.Iso.Format(held.Date)), ("$revision", held.Revision), ("$computed", held.ComputedMs),
        ("$days", held.Days), ("$crc", ChecksumOf(held)));

    static long ChecksumOf(HeldDays held) => BurstChecksum.Of(
        held.ComputedMs, held.Revision ^ held.Date.ToDateOnly().DayNumber ^ (held.From.ToDateOnly().DayNumber << 8), held.Days);
}

/// <summary>A wearer's past days.</summary>
/// <param name="Wearer">Whose.</param>
/// <param name="From">Of this date and every later one it is known whether there is a day.</param>
/// <param name="Date">The last day.</param>
/// <param name="Revision">Revision of its report.</param>
/// <param name="ComputedMs">When that was made, Unix milliseconds UTC.</param>
/// <param name="Days">The days, as <see cref="Core.Scoring.PastDayBytes"/> writes them.</param>
internal sealed record HeldDays(string Wearer, LocalDate From, LocalDate Date, int Revision, long ComputedMs, byte[] Days);
