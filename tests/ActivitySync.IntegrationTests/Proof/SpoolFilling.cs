using System.Buffers;
using System.Globalization;
using System.Text;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Spool;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.IntegrationTests.Proof;

/// <summary>Fills a spool without a broker, as an outage of the store would.</summary>
internal static class SpoolFilling
{
    public const int MessagesInBurst = 100;

    /// <summary>Bursts of numbered messages, as many megabytes as asked; returns the number of bursts.</summary>
    public static int Fill(string folder, int megabytes)
    {
        using var spool = new MessageSpool(
            new SpoolOptions { Folder = folder, MaxMegabytes = 65_536 }, NullLogger<MessageSpool>.Instance, TimeProvider.System);
        var topic = Encoding.UTF8.GetBytes($"activitysync/v1/{RoadScene.Good}/load/steps");
        var frames = new ArrayBufferWriter<byte>();
        var bursts = 0;
        for (; spool.WaitingBytes < megabytes * 1_048_576L; bursts++)
        {
            frames.ResetWrittenCount();
            for (var i = 0; i < MessagesInBurst; i++)
            {
                var ts = NumberedLoad.FirstMs + (((bursts * MessagesInBurst) + i) * 1000L);
                BurstFrames.Append(frames, topic, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
                    $$"""{"ts":{{ts}},"from":{{ts - 1000}},"steps":1,"counter":"delta"}""")), BurstFlags.None);
            }
            spool.Append(frames.WrittenSpan.ToArray(), MessagesInBurst, NumberedLoad.FirstMs);
        }
        return bursts;
    }
}
