using System.Text.Json;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Mqtt;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Publish;

/// <summary>What a home sees on the broker: discovery before states, events once, devices that come and go.</summary>
public sealed class PublisherTests : IAsyncLifetime
{
    const string Config = "homeassistant/device/activitysync_ana/config";
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    static readonly Wearer Ana = Some.Wearer();

    readonly TempFolder _folder = new();
    readonly Received _seen = new();
    readonly MessageSpool _spool;
    MqttBroker _broker = null!;
    MqttClient _home = null!;

    public PublisherTests() => _spool = new MessageSpool(
        new SpoolOptions { Folder = _folder.Path }, NullLogger<MessageSpool>.Instance, TimeProvider.System);

    [Fact]
    public async Task Discovery_comes_before_the_states_it_speaks_of_and_all_are_retained()
    {
        _spool.State.Scored([], [new Publication("activitysync/wearers/ana/steps", "12"u8.ToArray())]);
        await using var run = await RunAsync();

        var discovery = await UntilAsync(Config);
        await UntilAsync("activitysync/status", "online");
        var steps = await UntilAsync("activitysync/wearers/ana/steps");

        using var payload = JsonDocument.Parse(discovery.Payload);
        Assert.Empty(DiscoverySchema.Problems(payload.RootElement));
        Assert.Equal("12", steps.Payload);
        await AssertRetainedAsync(Config, discovery.Payload);
    }

    [Fact]
    public async Task It_is_told_again_when_Home_Assistant_starts()
    {
        await using var run = await RunAsync();
        await UntilAsync("activitysync/status", "online");
        await _home.PublishAsync("homeassistant/status", "offline", MqttQos.AtLeastOnce);
        await _home.PublishAsync("homeassistant/status", "online", MqttQos.AtLeastOnce);

        await UntilAsync(Config);
    }

    [Fact]
    public async Task It_is_told_again_after_the_broker_was_away_and_forgot_everything()
    {
        await using var run = await RunAsync();
        await UntilAsync("activitysync/status", "online");
        var port = _broker.Port;
        await _home.DisposeAsync();
        await _broker.DisposeAsync();

        _broker = await TestBroker.StartAsync(TestBroker.Options with { Port = port });
        await ListenAsync();

        await UntilAsync(Config);
        await UntilAsync("activitysync/status", "online");
    }

    [Fact]
    public async Task An_event_is_published_once_and_not_retained()
    {
        await using (await RunAsync())
        {
            _spool.Outbox.Add([EventWriter.OfGoalMet(Ana, new NodaTime.LocalDate(2026, 6, 15), 6_000, 5_000, NowMs())]);
            var told = await UntilAsync("activitysync/wearers/ana/event/goal_met");
            Assert.False(told.Retain);
            await Eventually.IsTrueAsync(() => _spool.Outbox.Untold(Publisher.Channel, 1).Count == 0);
        }

        await using var again = await RunAsync();
        await UntilAsync("activitysync/status", "online");
        _spool.Outbox.Add([EventWriter.OfJob(EventWriter.JobFailed, "progress", "away", NowMs(), NowMs())]);
        var next = await UntilAsync("activitysync/event/job_failed", but: "activitysync/wearers/ana/event/goal_met");

        Assert.Contains("\"job\":\"progress\"", next.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_nobody_wants_any_more_is_left_out()
    {
        _spool.Outbox.Add([EventWriter.OfNudge(Ana, new NodaTime.LocalDate(2026, 6, 15), 1, 52, Some.Noon)]);
        _spool.Outbox.Add([EventWriter.OfGoalMet(Ana, new NodaTime.LocalDate(2026, 6, 15), 1, 1, NowMs())]);
        await using var run = await RunAsync();

        await UntilAsync("activitysync/wearers/ana/event/goal_met", but: "activitysync/wearers/ana/event/nudge");
    }

    [Fact]
    public async Task Who_leaves_the_household_takes_device_and_topics_away()
    {
        _spool.State.Scored([], [new Publication("activitysync/wearers/ana/steps", "12"u8.ToArray())]);
        await using (await RunAsync())
        {
            await UntilAsync("activitysync/wearers/ana/steps");
        }

        await using var without = await RunAsync(wearer: Some.Wearer("ben"));

        await UntilAsync("homeassistant/device/activitysync_ben/config");
        await UntilAsync("activitysync/wearers/ana/steps", "");
        await UntilAsync(Config, "");
    }

    [Fact]
    public async Task Switched_off_the_devices_go()
    {
        await using (await RunAsync())
        {
            await UntilAsync("activitysync/status", "online");
        }

        await using var off = await RunAsync(options: new HomeAssistantOptions { Enabled = false });

        await UntilAsync(Config, "");
    }

    [Fact]
    public async Task A_component_that_is_no_longer_is_taken_away_and_then_left_out()
    {
        var device = new HomeAssistantDevice(new MqttOptions(), new HomeAssistantOptions(), Ana);
        _spool.State.Scored([], [new Publication(Config, device.Payload([("weekly", "sensor")]))]);
        await using var run = await RunAsync();

        var removing = await UntilAsync(Config);
        var without = await UntilAsync(Config);

        Assert.Contains("\"weekly\":{\"platform\":\"sensor\"}", removing.Payload, StringComparison.Ordinal);
        Assert.DoesNotContain("weekly", without.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_of_a_single_component_is_moved_into_the_device()
    {
        const string Old = "homeassistant/sensor/activitysync_ana/steps/config";
        await _home.PublishAsync(Old, "{}"u8.ToArray(), MqttQos.AtLeastOnce, retain: true, Stop);
        await UntilAsync(Old, "{}");
        await using var run = await RunAsync();

        Assert.Equal("""{"migrate_discovery":true}""", (await UntilAsync(Old)).Payload);
        await UntilAsync(Config);
        Assert.Equal("", (await UntilAsync(Old)).Payload);
    }

    [Fact]
    public void Nothing_we_publish_comes_back_to_us_as_a_sample_or_command()
    {
        string[] ours =
        [
            "activitysync/status", "activitysync/event/job_failed", "activitysync/wearers/ana/state",
            "activitysync/wearers/ana/day/2026-06-15", "activitysync/wearers/ana/event/nudge", Config,
        ];
        string[] heard = ["^activitysync/v1/", "^activitysync/wearers/[^/]+/set/"];

        Assert.Equal("activitysync/wearers/+/set/#", Subscriber.ControlFilter(new MqttOptions()));
        Assert.All(ours, topic => Assert.All(heard, filter => Assert.DoesNotMatch(filter, topic)));
    }

    public async ValueTask InitializeAsync()
    {
        _broker = await TestBroker.StartAsync();
        await ListenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _home.DisposeAsync();
        await _broker.DisposeAsync();
        _spool.Dispose();
        _folder.Dispose();
    }

    async Task ListenAsync()
    {
        _home = TestClient.Start(
            TestClient.Options(_broker.Port) with { Subscriptions = [new MqttSubscription("#")] }, _seen.Take);
        await _home.WaitConnectedAsync();
    }

    async Task<Running> RunAsync(Wearer? wearer = null, HomeAssistantOptions? options = null)
    {
        var mqtt = new MqttOptions { Port = _broker.Port, ClientId = "test" };
        var household = new Household([wearer ?? Ana]);
        var homeAssistant = new HomeAssistant(
            mqtt, options ?? new HomeAssistantOptions(), household, _spool, NullLogger<HomeAssistant>.Instance, TimeProvider.System);
        var publisher = new Publisher(mqtt, household, _spool, homeAssistant, NullLoggerFactory.Instance, TimeProvider.System);
        await publisher.StartAsync(Stop);
        return new Running(publisher);
    }

    // The next message on a topic, with this payload where one is named; one on the other topic must not come before.
    async Task<Message> UntilAsync(string topic, string? payload = null, string? but = null)
    {
        while (true)
        {
            var message = await _seen.NextAsync();
            Assert.NotEqual(but, message.Topic);
            if (message.Topic == topic && (payload is null || message.Payload == payload))
            {
                return message;
            }
        }
    }

    async Task AssertRetainedAsync(string topic, string payload)
    {
        var kept = new Received();
        await using var late = TestClient.Start(
            TestClient.Options(_broker.Port) with { Subscriptions = [new MqttSubscription(topic)] }, kept.Take);
        var message = await kept.NextAsync();
        Assert.Equal((payload, true), (message.Payload, message.Retain));
    }

    static long NowMs() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    sealed class Running(Publisher publisher) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await publisher.StopAsync(CancellationToken.None);
            publisher.Dispose();
        }
    }
}
