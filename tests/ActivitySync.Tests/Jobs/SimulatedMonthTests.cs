using ActivitySync.Ingest;
using ActivitySync.Notify;
using ActivitySync.Publish;
using ActivitySync.Tests.Scenarios;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Jobs;

/// <summary>
/// The simulated month through the road in-process, on a clock of the test's own. What a home hears of it is in a reviewed
/// file; with a real broker and both stores it must be the same (the integration tests' month).
/// </summary>
public sealed class SimulatedMonthTests
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    public static string Expected => TestFolder.Path("Golden", "month", "expected.txt");

    [Fact]
    public async Task A_month_of_three_wearers_is_as_reviewed()
    {
        await using var road = new Road(TempFolder.InMemory(), SimulatedMonth.Wearers);
        await road.PrepareAsync(Stop);
        var story = new MonthStory();
        foreach (var wearer in SimulatedMonth.Wearers)
        {
            var device = new HomeAssistantDevice(new MqttOptions(), new HomeAssistantOptions(), wearer);
            story.Hear(device.Topic, device.Payload([]));
        }

        var held = new List<(string Topic, string Payload)>();
        foreach (var step in SimulatedMonth.Steps())
        {
            held.AddRange(step.Messages);
            road.Time.MoveTo(step.To);
            if (step.IsServed)
            {
                await ServeAsync(road, held, step.IsFullHour);
                Publish(road, story);
            }
        }

        var actual = await story.TellAsync(SimulatedMonth.Wearers, road.Store, Stop);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Expected)!);
            await File.WriteAllTextAsync(Expected, actual, Stop);
        }
        Assert.Equal(await File.ReadAllTextAsync(Expected, Stop), actual);
    }

    static async Task ServeAsync(Road road, List<(string Topic, string Payload)> held, bool isFullHour)
    {
        held.ForEach(message => road.Receive(message.Topic, message.Payload));
        held.Clear();
        await road.DrainAsync(Stop);
        if (isFullHour)
        {
            await road.Scorer.RunAsync(Stop);
            await road.Devices.RunAsync(Stop);
            await road.Progress.RunAsync(Stop);
        }
        await road.Nudger.RunAsync(Stop);
    }

    // The publisher and a notification channel, without a broker.
    static void Publish(Road road, MonthStory story)
    {
        foreach (var (publication, mark) in road.Spool.State.Pending(10_000))
        {
            story.Hear(publication.Topic, publication.Payload);
            road.Spool.State.Published(publication.Topic, mark);
        }
        foreach (var one in road.Spool.Outbox.Untold(Publisher.Channel, 10_000))
        {
            var wearer = SimulatedMonth.Wearers.Single(known => known.Id == one.Wearer);
            var told = NotificationText.Of(one, wearer, ContentLevel.Values, NotificationTemplates.BuiltIn);
            story.Events.Add((one.Key, DateTimeOffset.FromUnixTimeMilliseconds(one.AtMs), told.Text));
            road.Spool.Outbox.Told(Publisher.Channel, one);
        }
    }
}
