using System.Collections.Concurrent;
using System.Text;
using ActivitySync.IntegrationTests.Proof;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.IntegrationTests.Mqtt;

/// <summary>The broker's journal on a disk that becomes full and has room again: what was acknowledged is always on it.</summary>
public class FullDiskTests
{
    const int Messages = 150;
    const int PayloadBytes = 20_000;
    static readonly MqttClientOptions Keeper = new()
    {
        Host = "127.0.0.1",
        ClientId = "keeper",
        CleanStart = false,
        SessionExpiry = TimeSpan.FromDays(1),
        Subscriptions = [new("t")],
    };

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_acknowledged_is_on_the_disk_or_waits_until_it_has_room()
    {
        using var folder = new TempFolder();
        await using var disk = await SmallDisk.MountAsync(folder.File("disk"), megabytes: 4);
        var filler = folder.File("disk/filler");
        await File.WriteAllBytesAsync(filler, new byte[3 * 1024 * 1024], Stop);
        await using var broker = await StartAsync(folder.File("disk/broker"));
        await ReceiveAsync(broker, wanted: 0); // so that there is a session to keep messages for

        var acknowledged = new ConcurrentQueue<int>();
        await using var publisher = new MqttClient(
            new MqttClientOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = "publisher" }, null,
            NullLogger<MqttClient>.Instance, TimeProvider.System);
        publisher.Start();
        var publishing = PublishAsync(publisher, acknowledged);
        await StandsStillAsync(acknowledged);

        Assert.InRange(acknowledged.Count, 10, Messages - 1);
        Assert.Superset(acknowledged.ToHashSet(), await AfterCrashAsync(folder, "full", acknowledged.Count));

        File.Delete(filler);
        await publishing.WaitAsync(TimeSpan.FromSeconds(60), Stop);
        await RoadScene.UntilAsync(
            async () => (await AfterCrashAsync(folder, $"again-{Guid.NewGuid():N}", Messages)).Count == Messages, "all are on the disk", Stop);
    }

    static async Task<MqttBroker> StartAsync(string persistence)
    {
        var broker = new MqttBroker(
            TestBroker.Options with { PersistenceFolder = persistence, HoldPublishersFor = "keeper" }, NullLogger<MqttBroker>.Instance,
            TimeProvider.System);
        await broker.StartAsync(Stop);
        return broker;
    }

    static async Task PublishAsync(MqttClient client, ConcurrentQueue<int> acknowledged)
    {
        for (var number = 0; number < Messages; number++)
        {
            var payload = new byte[PayloadBytes];
            Encoding.ASCII.GetBytes($"{number}", payload);
            await client.PublishAsync("t", payload, MqttQos.AtLeastOnce, retain: false, Stop);
            acknowledged.Enqueue(number);
        }
    }

    static async Task StandsStillAsync(ConcurrentQueue<int> acknowledged)
    {
        for (var (before, same) = (-1, 0); same < 10; before = acknowledged.Count)
        {
            await Task.Delay(200, Stop);
            same = !acknowledged.IsEmpty && acknowledged.Count == before ? same + 1 : 0;
        }
    }

    // What the next broker would know if this process were gone now: a write to the system is what survives that.
    static async Task<HashSet<int>> AfterCrashAsync(TempFolder folder, string name, int wanted)
    {
        Directory.CreateDirectory(folder.File(name));
        File.Copy(folder.File("disk/broker/mqtt-broker.journal"), folder.File($"{name}/mqtt-broker.journal"));
        await using var broker = await StartAsync(folder.File(name));
        return await ReceiveAsync(broker, wanted);
    }

    // As many as are wanted, and what comes within a moment.
    static async Task<HashSet<int>> ReceiveAsync(MqttBroker broker, int wanted)
    {
        var received = new ConcurrentDictionary<int, bool>();
        await using var keeper = new MqttClient(
            Keeper with { Port = broker.Port },
            (ref MqttBurst burst) =>
            {
                foreach (var message in burst)
                {
                    received[int.Parse(Encoding.ASCII.GetString(message.Payload).TrimEnd('\0'), null)] = true;
                }
            },
            NullLogger<MqttClient>.Instance, TimeProvider.System);
        keeper.Start();
        await keeper.WaitConnectedAsync(Stop);
        for (var waited = 0; received.Count < wanted && waited < 50; waited++)
        {
            await Task.Delay(100, Stop);
        }
        return [.. received.Keys];
    }
}
