using System.Globalization;
using System.Text;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using Microsoft.Data.Sqlite;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Spool;

/// <summary>
/// Keeps in quarantine what scoring set aside: readings of a counter's stream that are of another kind. Each scoring of a
/// day says which they are, so that late data may bring some and take others away; saying it twice changes nothing. What
/// somebody replayed or dropped stays away, unless the replay brings the same reading again. Every method may throw
/// <see cref="SpoolUnavailableException"/>.
/// </summary>
internal sealed class SetAsideReadings(SpoolState state, Quarantine quarantine)
{
    /// <summary>Reason of a reading of another kind than its stream.</summary>
    public const string MixedCounter = "mixed_counter";

    /// <summary>Remembers that readings, chosen by what follows, are not to come back.</summary>
    internal const string Settle =
        """
        INSERT OR IGNORE INTO settled (wearer, reading, at_ms)
        SELECT wearer, reading, received_ms FROM quarantine WHERE reading <> ''
        """;

    /// <summary>The name of a reading among its wearer's.</summary>
    public static string KeyOf(string device, CounterKind counter, long timeMs)
        => string.Create(CultureInfo.InvariantCulture, $"{device} {CounterKindNames.Of(counter)} {timeMs}");

    /// <summary>Everybody of whom readings are set aside now.</summary>
    public IReadOnlySet<string> Wearers() => state.Read(
        "SELECT DISTINCT wearer FROM quarantine WHERE reading <> ''", row => row.GetString(0)).ToHashSet();

    /// <summary>
    /// These days were derived and these readings of them set aside: they are in quarantine after this, no others of these
    /// days are. Returns how many are new there.
    /// </summary>
    public int Judge(string wearer, IReadOnlyList<(LocalDate Date, IReadOnlyList<MixedReading> Mixed)> days)
    {
        var wanted = days.SelectMany(day => day.Mixed, (day, reading) => (Date: LocalDatePattern.Iso.Format(day.Date), reading))
            .ToDictionary(one => KeyOf(one.reading.Device, one.reading.Counter, one.reading.TimeMs));
        var dates = days.Select(day => LocalDatePattern.Iso.Format(day.Date)).ToHashSet();
        var held = state.Read("SELECT id, date, reading FROM quarantine WHERE wearer = $wearer AND reading <> ''",
            row => (Id: row.GetInt64(0), Date: row.GetString(1), Key: row.GetString(2)), ("$wearer", wearer));
        var gone = held.Where(one => dates.Contains(one.Date) && !wanted.ContainsKey(one.Key)).ToList();
        var missing = wanted.Keys.Except(held.Select(one => one.Key)).ToList();
        if (missing.Count > 0)
        {
            missing = [.. missing.Except(state.Read(
                "SELECT reading FROM settled WHERE wearer = $wearer", row => row.GetString(0), ("$wearer", wearer)))];
        }
        if (gone.Count + missing.Count == 0)
        {
            return 0;
        }
        var messages = missing.ConvertAll(key => (Message: MessageOf(wearer, key, wanted[key].reading), wanted[key].Date));
        state.Write(transaction => Write(transaction, gone.ConvertAll(one => one.Id), messages));
        return missing.Count;
    }

    void Write(SqliteTransaction transaction, List<long> gone, List<(QuarantinedMessage Message, string Date)> messages)
    {
        foreach (var id in gone)
        {
            state.Run(transaction, "DELETE FROM quarantine WHERE id = $id", ("$id", id));
        }
        foreach (var (message, date) in messages)
        {
            if (quarantine.AddReading(transaction, message, date))
            {
                quarantine.Count(transaction, [new RefusalCount(message.Source, message.Reason, false, 1, message.ReceivedMs)]);
            }
        }
        quarantine.KeepWithinLimits(transaction);
    }

    // The message as it came, where it was kept; else the reading in our own words.
    QuarantinedMessage MessageOf(string wearer, string key, in MixedReading reading)
    {
        var (source, topic) = OriginOf(wearer, reading);
        var (timeMs, device, counter) = (reading.TimeMs, reading.Device, CounterKindNames.Of(reading.Counter));
        var known = state.Read(
            "SELECT received_ms, topic, payload, retained, source FROM fallen WHERE wearer = $wearer AND reading = $reading",
            row => new QuarantinedMessage(
                row.GetInt64(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.GetBoolean(3), MixedCounter, "")
            { Source = row.GetString(4) },
            ("$wearer", wearer), ("$reading", key)).FirstOrDefault();
        var message = known ?? new QuarantinedMessage(timeMs, topic,
            Encoding.UTF8.GetBytes($$"""{"ts":{{timeMs}},"steps":{{reading.Steps}},"counter":"{{counter}}"}"""),
            false, MixedCounter, "")
        { Source = source };
        var at = InstantPattern.General.Format(Instant.FromUnixTimeMilliseconds(timeMs));
        return message with
        {
            Detail = $"The {counter} count of {device} at {at} is far below those before and after it: the stream mixes two kinds " +
                "of number. It is not counted. If these are the steps since the last message, drop them, for the counter holds " +
                "them too; else give them a device or counter of their own at their publisher or in sources.json, restart and replay.",
            Wearer = wearer,
            Reading = key,
        };
    }

    (string Source, string Topic) OriginOf(string wearer, in MixedReading reading) => state.Read(
        """
        SELECT source, topic FROM stream WHERE wearer = $wearer AND device = $device AND stream = $stream
        ORDER BY date DESC LIMIT 1
        """,
        row => (row.GetString(0), row.GetString(1)), ("$wearer", wearer), ("$device", reading.Device),
        ("$stream", CounterKindNames.Of(reading.Counter))) is [var origin]
        ? origin : ("native", $"activitysync/v1/{wearer}/{reading.Device}/steps");
}
