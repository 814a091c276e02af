using System.Diagnostics;
using System.Globalization;
using ActivitySync.Mqtt;
using ActivitySync.Mqtt.Internal.Broker;
using ActivitySync.Mqtt.Internal.Codec;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Benchmarks.Mqtt;

/// <summary>
/// How long the embedded broker serves nobody while it rewrites its journal, and how long the whole takes. Settings: n messages waiting for an absent
/// client, of so many bytes, and how often to measure.
/// </summary>
internal static class CompactionProbe
{
    public static void Run(string[] words)
    {
        var settings = new Settings(words);
        var count = settings.Number("n", 10_000);
        var size = settings.Number("bytes", 100);
        var folder = Directory.CreateTempSubdirectory("mqtt-compaction-").FullName;
        var options = new MqttBrokerOptions { MaxQueuedMessages = count, MaxQueuedBytes = long.MaxValue };
        using (var core = new BrokerCore(options, new BrokerLog(NullLogger.Instance), TimeProvider.System))
        {
            core.OpenJournal(folder);
            var away = core.Sessions.Restore("away");
            away.ExpiryMs = Message.Never;
            core.Subscriptions.Add(new Subscription(away, "t"u8.ToArray(), new SubscribeOptions(1), 0));
            for (var number = 0; number < count; number++)
            {
                core.Router.Publish(new Message
                {
                    Topic = core.Topics.Get("t"u8),
                    Payload = new byte[size],
                    Qos = MqttQos.AtLeastOnce,
                });
                core.EndTurn([]);
            }

            for (var run = 0; run < settings.Number("runs", 5); run++)
            {
                var started = Stopwatch.GetTimestamp();
                var pause = core.Compact().TotalMilliseconds;
                var whole = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"compaction n={count} file={core.Journal!.Length / 1024} KiB pause={pause:0.0} ms whole={whole:0.0} ms"));
            }
        }

        Directory.Delete(folder, recursive: true);
    }
}
