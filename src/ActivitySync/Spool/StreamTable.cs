using Microsoft.Data.Sqlite;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Spool;

/// <summary>
/// What was received of each stream by local day, every repetition counted, so that it can be compared with what is
/// stored; and messages that scoring may yet set aside. Every method may throw <see cref="SpoolUnavailableException"/>.
/// </summary>
internal sealed class StreamTable(SpoolState state)
{
    // Our choice: enough for weeks of a publisher that mixes, little on the disk.
    const int MaxFallen = 5_000;
    const long MaxFallenBytes = 16 * 1_048_576;

    const string Count =
        """
        INSERT INTO stream (wearer, device, stream, date, source, topic, received)
        VALUES ($wearer, $device, $stream, $date, $source, $topic, $received)
        ON CONFLICT (wearer, device, stream, date) DO UPDATE SET
            received = received + excluded.received, source = excluded.source, topic = excluded.topic
        """;

    const string Keep =
        """
        INSERT INTO fallen (wearer, reading, received_ms, source, topic, retained, payload)
        VALUES ($wearer, $reading, $received, $source, $topic, $retained, $payload)
        ON CONFLICT (wearer, reading) DO NOTHING
        """;

    const string ForgetTooMany =
        """
        DELETE FROM fallen WHERE id <= (SELECT max(id) FROM fallen) - $keep OR id <= (
            SELECT max(id) FROM (SELECT id, sum(length(payload) + 300) OVER (ORDER BY id DESC) AS bytes FROM fallen)
            WHERE bytes > $bytes)
        """;

    /// <summary>Readings received of a wearer's streams on dates, repetitions included.</summary>
    public IReadOnlyDictionary<(string Device, string Stream, LocalDate Date), long> Received(
        string wearer, LocalDate from, LocalDate to) => state.Read(
        "SELECT device, stream, date, received FROM stream WHERE wearer = $wearer AND date BETWEEN $from AND $to",
        row => KeyValuePair.Create(
            (row.GetString(0), row.GetString(1), LocalDatePattern.Iso.Parse(row.GetString(2)).Value), row.GetInt64(3)),
        ("$wearer", wearer), ("$from", LocalDatePattern.Iso.Format(from)), ("$to", LocalDatePattern.Iso.Format(to)))
        .ToDictionary();

    /// <summary>Messages whose sample was not complete when the service stopped.</summary>
    public IReadOnlyList<WaitingMessage> Waiting() => state.Read(
        "SELECT topic, received_ms, retained, payload FROM waiting",
        row => new WaitingMessage(row.GetString(0), row.GetInt64(1), row.GetBoolean(2), row.GetFieldValue<byte[]>(3)));

    /// <summary>Adds what a lot brought, within the transaction in which it leaves the spool.</summary>
    internal void Add(SqliteTransaction transaction, StreamNotes notes)
    {
        foreach (var tally in notes.Tallies)
        {
            state.Run(transaction, Count, ("$wearer", tally.Wearer), ("$device", tally.Device), ("$stream", tally.Stream),
                ("$date", LocalDatePattern.Iso.Format(tally.Date)), ("$source", tally.Source), ("$topic", tally.NativeTopic),
                ("$received", tally.Received));
        }
        foreach (var fallen in notes.Fallen)
        {
            state.Run(transaction, Keep, ("$wearer", fallen.Wearer), ("$reading", fallen.Reading),
                ("$received", fallen.ReceivedMs), ("$source", fallen.Source), ("$topic", fallen.Topic),
                ("$retained", fallen.Retained), ("$payload", fallen.Payload));
        }
        if (notes.Fallen.Count > 0)
        {
            state.Run(transaction, ForgetTooMany, ("$keep", MaxFallen), ("$bytes", MaxFallenBytes));
        }
        foreach (var waiting in notes.Waiting)
        {
            state.Run(transaction, "INSERT OR REPLACE INTO waiting VALUES ($topic, $received, $retained, $payload)",
                ("$topic", waiting.Topic), ("$received", waiting.ReceivedMs), ("$retained", waiting.Retained), ("$payload", waiting.Payload));
        }
        foreach (var (wearer, reading) in notes.Again)
        {
            state.Run(transaction, "DELETE FROM settled WHERE wearer = $wearer AND reading = $reading",
                ("$wearer", wearer), ("$reading", reading));
        }
    }
}

/// <summary>What a lot of messages brought, beside its samples.</summary>
/// <param name="Tallies">Readings by stream and day.</param>
/// <param name="Fallen">Messages with a reading far below its counter.</param>
/// <param name="Again">Readings that came by a message replayed for one of them.</param>
internal sealed record StreamNotes(
    IReadOnlyList<StreamTally> Tallies, IReadOnlyList<FallenMessage> Fallen, IReadOnlyList<(string Wearer, string Reading)> Again)
{
    public static StreamNotes None { get; } = new([], [], []);

    /// <summary>Messages whose sample is not complete yet.</summary>
    public IReadOnlyCollection<WaitingMessage> Waiting { get; init; } = [];
}

/// <summary>How many readings of a stream and day came.</summary>
/// <param name="Wearer">Whose.</param>
/// <param name="Device">Which device.</param>
/// <param name="Stream">As in <see cref="Core.Movement.StreamAudit.Stream"/>.</param>
/// <param name="Date">The wearer's local date the readings are of.</param>
/// <param name="Source">Name of the source.</param>
/// <param name="NativeTopic">Our own topic for readings of this device.</param>
/// <param name="Received">How many.</param>
internal sealed record StreamTally(
    string Wearer, string Device, string Stream, LocalDate Date, string Source, string NativeTopic, long Received);

/// <summary>A message with a reading far below its counter, as it came.</summary>
/// <param name="Wearer">Whose.</param>
/// <param name="Reading">Which (<see cref="SetAsideReadings.KeyOf"/>).</param>
/// <param name="ReceivedMs">When it came, Unix milliseconds UTC.</param>
/// <param name="Source">Name of the source.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Retained">Whether it was replayed by the broker.</param>
/// <param name="Payload">Its bytes.</param>
internal sealed record FallenMessage(
    string Wearer, string Reading, long ReceivedMs, string Source, string Topic, bool Retained, byte[] Payload);

/// <summary>A message that holds a part of a sample, of which the rest is to come by another message.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="ReceivedMs">When it came, Unix milliseconds UTC.</param>
/// <param name="Retained">Whether it was replayed by the broker.</param>
/// <param name="Payload">Its bytes.</param>
internal sealed record WaitingMessage(string Topic, long ReceivedMs, bool Retained, byte[] Payload);
