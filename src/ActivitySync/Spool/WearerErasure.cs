using System.Buffers;
using System.Text;

namespace ActivitySync.Spool;

/// <summary>What of a wearer there is in the spool and the archive.</summary>
internal sealed record SpoolTraces(
    long WaitingMessages, long QuarantinedMessages, long TouchedDays, long Publications, long Events, long Devices,
    long ArchivedMessages, long SetAsideFiles)
{
    /// <summary>All of it.</summary>
    public long Total => WaitingMessages + QuarantinedMessages + TouchedDays + Publications + Events + Devices
        + ArchivedMessages + SetAsideFiles;
}

/// <summary>
/// Finds and removes a wearer's messages and marks. Whether a message is theirs is the caller's to say: it knows the
/// formats. Only while no service runs on the folder, which might have messages in hand.
/// </summary>
internal sealed class WearerErasure(MessageSpool spool, string folder, string wearer, Func<string, byte[], long, bool> isTheirs)
{
    static readonly string[] Tables = ["touched_day", "event", "device", "stream", "fallen", "settled", "past_days"];

    readonly string _archive = RawArchive.FolderIn(folder);

    /// <summary>Counts.</summary>
    /// <param name="topics">Beginnings of the topics of ours that are about the wearer.</param>
    public SpoolTraces Count(IReadOnlyList<string> topics)
    {
        var waiting = 0L;
        foreach (var (_, body, receivedMs) in Bursts())
        {
            waiting += Without(body, receivedMs, out _);
        }
        var archived = 0L;
        foreach (var file in RawArchive.Files(_archive))
        {
            archived += ArchiveFile.Read(file, static _ => { }).Sum(burst => (long)Without(burst.Body, burst.ReceivedMs, out _));
        }
        return new SpoolTraces(
            waiting, Quarantined().Count,
            spool.State.Read(
                "SELECT count(*) FROM touched_day WHERE wearer = $wearer", row => row.GetInt64(0), ("$wearer", wearer))[0],
            topics.Sum(beginning => spool.State.Read(
                "SELECT count(*) FROM publication WHERE substr(topic, 1, length($topics)) = $topics AND length(payload) > 0",
                row => row.GetInt64(0), ("$topics", beginning))[0]),
            CountOf("event"), CountOf("device") + CountOf("stream") + CountOf("fallen") + CountOf("settled"), archived, SetAside().Count);
    }

    // Damaged files kept beside the good ones: what is in them is anybody's, and cannot be taken apart.
    List<string> SetAside() => [.. Directory.GetFiles(folder, "*.damaged-*")];

    long CountOf(string table) => spool.State.Read(
        $"SELECT count(*) FROM {table} WHERE wearer = $wearer", row => row.GetInt64(0), ("$wearer", wearer))[0];

    /// <summary>
    /// Removes. Topics are noted to be cleared on the broker, and forgotten when it has taken that
    /// (<see cref="SpoolState.Published"/>). The bytes are gone when the spool is compacted after that.
    /// </summary>
    public void Run(IReadOnlyList<string> topics)
    {
        SetAside().ForEach(File.Delete);
        foreach (var (id, body, receivedMs) in Bursts())
        {
            if (Without(body, receivedMs, out var rest) == 0)
            {
                continue;
            }
            spool.State.Write(transaction =>
            {
                if (rest.Messages == 0)
                {
                    spool.State.Run(transaction, "DELETE FROM burst WHERE id = $id", ("$id", id));
                    return;
                }
                spool.State.Run(transaction,
                    "UPDATE burst SET body = $body, messages = $messages, crc = $crc WHERE id = $id", ("$id", id),
                    ("$body", rest.Body), ("$messages", rest.Messages),
                    ("$crc", BurstChecksum.Of(receivedMs, rest.Messages, rest.Body)));
            });
        }
        spool.Quarantine.Drop(Quarantined());
        spool.State.Write(transaction =>
        {
            foreach (var table in Tables)
            {
                spool.State.Run(transaction, $"DELETE FROM {table} WHERE wearer = $wearer", ("$wearer", wearer));
            }
            spool.State.Run(transaction, "DELETE FROM waiting"); // of anybody; it matters for a minute
        });
        foreach (var beginning in topics)
        {
            spool.State.Clear(beginning, beginning + '\uffff');
        }
        RawArchive.Rewrite(_archive, burst => Without(burst.Body, burst.ReceivedMs, out var rest) == 0
            ? burst
            : rest.Messages == 0 ? null : burst with { Messages = rest.Messages, Body = rest.Body });
    }

    IReadOnlyList<QuarantinedMessage> Quarantined()
        => [.. spool.Quarantine.Find(null, null).Where(message => message.Wearer == wearer || isTheirs(message.Topic, message.Payload, message.ReceivedMs))];

    // A burst at a time: the spool may be larger than the memory.
    IEnumerable<(long Id, byte[] Body, long ReceivedMs)> Bursts()
    {
        var after = 0L;
        while (spool.State.Read(
            "SELECT id, body, received_ms FROM burst WHERE id > $after ORDER BY id LIMIT 1",
            row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetInt64(2)), ("$after", after)) is [var burst])
        {
            after = burst.Item1;
            yield return burst;
        }
    }

    // How many messages of a burst are theirs, and the burst without them.
    int Without(byte[] body, long receivedMs, out (byte[] Body, int Messages) rest)
    {
        var kept = new ArrayBufferWriter<byte>();
        var (removed, messages) = (0, 0);
        var left = (ReadOnlySpan<byte>)body;
        while (BurstFrames.TryTake(ref left, out var message))
        {
            if (isTheirs(Encoding.UTF8.GetString(message.Topic), message.Payload.ToArray(), receivedMs))
            {
                removed++;
                continue;
            }
            BurstFrames.Append(kept, message.Topic, message.Payload, message.Flags);
            messages++;
        }
        rest = removed > 0 ? (kept.WrittenSpan.ToArray(), messages) : (body, messages);
        return removed;
    }
}
