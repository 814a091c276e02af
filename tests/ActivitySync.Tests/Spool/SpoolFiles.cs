using System.Buffers;
using System.Text;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Spool;

/// <summary>Spools as a killed process leaves them, for tests that damage them.</summary>
internal static class SpoolFiles
{
    public static MessageSpool Open(string folder, int archiveDays = 0) => new(
        new SpoolOptions { Folder = folder, MinFreeMegabytes = 0, ArchiveDays = archiveDays },
        NullLogger<MessageSpool>.Instance, new ManualTime(Some.NoonTime));

    /// <summary>
    /// Copies what is on disk while a spool is open, log and all: a process killed now would leave just this. Bursts of
    /// numbered messages, the first half of them in the file, the rest in its log.
    /// </summary>
    public static void Leave(string folder, int bursts, int messagesInBurst)
    {
        using var alive = new TempFolder();
        using (var spool = Open(alive.Path))
        {
            for (var i = 0; i < bursts; i++)
            {
                spool.Append(Burst(i, messagesInBurst), messagesInBurst, Some.Noon + i);
                if (i == bursts / 2)
                {
                    spool.State.Touch([]);
                    Run(alive.File("spool.db"), "PRAGMA wal_checkpoint(PASSIVE)");
                }
            }
            foreach (var end in (string[])["", "-wal"])
            {
                File.Copy(alive.File("spool.db" + end), Path.Combine(folder, "spool.db" + end), overwrite: true);
            }
        }
    }

    /// <summary>A burst whose messages name its number.</summary>
    public static byte[] Burst(int number, int messages)
    {
        var frames = new ArrayBufferWriter<byte>();
        for (var i = 0; i < messages; i++)
        {
            BurstFrames.Append(frames, Encoding.UTF8.GetBytes($"t/{number}"), Encoding.UTF8.GetBytes($"payload {number} {i}"), BurstFlags.None);
        }
        return frames.WrittenSpan.ToArray();
    }

    /// <summary>Every waiting burst's number, and whether it is byte for byte what was kept.</summary>
    public static List<int> Numbers(MessageSpool spool, int messagesInBurst)
    {
        var numbers = new List<int>();
        for (long after = 0; spool.Oldest(after, 1_000, long.MaxValue) is { Count: > 0 } lot; after = lot[^1].Id)
        {
            foreach (var burst in lot)
            {
                var number = (int)(burst.ReceivedMs - Some.Noon);
                Assert.Equal(Burst(number, messagesInBurst), burst.Body);
                numbers.Add(number);
            }
        }
        return numbers;
    }

    public static void Run(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
