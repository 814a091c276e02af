using System.Text;
using System.Text.Json;
using ActivitySync.Access;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Jobs;
using ActivitySync.Mqtt;
using ActivitySync.Notify;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;
using ActivitySync.Tests.Scenarios;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActivitySync.IntegrationTests.Road;

/// <summary>
/// The service as it is wired, on a simulated clock, between a real broker and a store; the test wakes the jobs in
/// Quartz's place. Hears what a home hears, and what a webhook is told.
/// </summary>
internal sealed class MonthScene : IAsyncDisposable
{
    const string BridgeHealth = "activitysync/bridge/health";

    const string Marker = "home/marker";

    readonly TempFolder _folder = TempFolder.InMemory();
    readonly HttpRecorder _webhook = new();
    readonly MosquittoServer _broker;
    readonly StorageOptions _storage;
    readonly SimulatedClock _clock = new(SimulatedMonth.Begin);
    readonly HomeListener _home;
    readonly MqttClient _devices;
    readonly MonthStory _story = new();
    readonly List<(string Key, DateTimeOffset At)> _events = [];
    readonly List<string> _statuses = [];
    IHost? _host;
    long _sent;
    bool _isKnown;

    public MonthScene(MosquittoServer broker, Func<string, StorageOptions> storage)
    {
        _broker = broker;
        _storage = storage(_folder.Path);
        _home = HomeListener.Start(
            broker.Port, "activitysync/status", "activitysync/event/#", "activitysync/wearers/#", "homeassistant/device/#", Marker);
        _devices = TestClient.Start(TestClient.Options(broker.Port));
    }

    /// <summary>What the status topic said, in order, without repetition.</summary>
    public IReadOnlyList<string> Statuses => _statuses;

    public IServiceProvider Services => _host!.Services;

    /// <summary>One step of the month.</summary>
    public async Task LiveAsync(MonthStep step, CancellationToken stop)
    {
        if (!step.IsServed && _host is not null)
        {
            await StopAsync();
        }
        _clock.MoveTo(step.To);
        if (step.IsServed && _host is null)
        {
            await StartAsync(stop);
        }
        foreach (var (topic, payload) in step.Messages)
        {
            await _devices.PublishAsync(topic, payload, MqttQos.AtLeastOnce);
        }
        _sent += step.Messages.Count;
        if (step.IsServed)
        {
            await TakeAsync();
            await WakeAsync(step.IsFullHour, stop);
            await ToldAsync();
        }
    }

    /// <summary>The story of what was heard; with what the broker holds for somebody who comes now.</summary>
    public async Task<string> TellAsync(CancellationToken stop)
    {
        await _devices.PublishAsync(Marker, "", MqttQos.AtLeastOnce);
        foreach (var (topic, payload, _) in await _home.UntilAsync(Marker, stop))
        {
            Hear(topic, payload);
        }
        var held = await HeldAsync(stop);
        Assert.Equal(_story.Retained.Keys, held.Keys.Order(StringComparer.Ordinal));
        Assert.All(_story.Retained, topic => Assert.Equal(topic.Value, held[topic.Key]));
        var told = await NotificationsAsync();
        Assert.Equal(_events.Select(one => one.Key), told.Keys);
        _story.Events.AddRange(_events.Select(one => (one.Key, one.At, told[one.Key])));
        return await _story.TellAsync(SimulatedMonth.Wearers, Services.GetRequiredService<IStore>(), stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await StopAsync();
        }
        await _devices.DisposeAsync();
        await _home.DisposeAsync();
        await _webhook.DisposeAsync();
        _folder.Dispose();
    }

    async Task StartAsync(CancellationToken stop)
    {
        var config = new ServiceConfig
        {
            Household = new Household([.. SimulatedMonth.Wearers]),
            Mqtt = new MqttOptions { Embedded = false, Port = _broker.Port, ClientId = "month" },
            Spool = new SpoolOptions { Folder = _folder.Path },
            Storage = _storage,
            Notify = new NotifyOptions
            {
                Content = ContentLevel.Values,
                Events = string.Join(',', EventWriter.Kinds),
                Webhook = new WebhookOptions { Url = _webhook.Url, Secret = "between us" },
            },
            Http = new HttpOptions { Enabled = false },
            Logging = new LoggingOptions { Level = Serilog.Events.LogEventLevel.Error },
        };
        _host = ServiceHost.Build(config, _clock, isScheduled: false);
        await _host.StartAsync(stop);
        var subscriber = Services.GetRequiredService<Subscriber>();
        await Services.GetRequiredService<StorePreparation>().Ready.WaitAsync(TimeSpan.FromSeconds(30), stop);
        await Eventually.IsTrueAsync(() => subscriber.State == MqttClientState.Connected);
        while (!_isKnown && subscriber.Kept == 0)
        {
            // Heard as soon as the service listens to controls; there is none of this name.
            await _devices.PublishAsync("activitysync/wearers/ana/set/listening", "?", MqttQos.AtLeastOnce);
            await Task.Delay(500, stop);
        }
        _sent += _isKnown ? 0 : 1;
        _isKnown = true; // from now on the broker keeps what comes while the service is away
    }

    async Task StopAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        _host.Dispose();
        _host = null;
        _sent = 0;
    }

    // Until everything sent is stored.
    async Task TakeAsync()
    {
        var (subscriber, spool) = (Services.GetRequiredService<Subscriber>(), Services.GetRequiredService<MessageSpool>());
        await Eventually.IsTrueAsync(() => subscriber.Kept >= _sent && spool.WaitingMessages == 0);
    }

    async Task WakeAsync(bool isFullHour, CancellationToken stop)
    {
        if (isFullHour)
        {
            await Services.GetRequiredService<ScoreDaysJob>().Execute(null!, stop);
            await Services.GetRequiredService<StaleDevicesJob>().Execute(null!, stop);
            await Services.GetRequiredService<ProgressJob>().Execute(null!, stop);
        }
        await Services.GetRequiredService<NudgesJob>().Execute(null!, stop);
        Assert.All(Services.GetRequiredService<JobGuard>().States, job => Assert.Null(job.Value.Failure));
    }

    // Until the broker and the webhook have everything: a nudge that waits for half an hour is not told any more.
    async Task ToldAsync()
    {
        var spool = Services.GetRequiredService<MessageSpool>();
        await Eventually.IsTrueAsync(() => spool.State.Pending(1).Count == 0
            && spool.Outbox.Untold(Publisher.Channel, 1).Count == 0 && spool.Outbox.Untold("webhook", 1).Count == 0);
    }

    void Hear(string topic, byte[] payload)
    {
        if (topic.Contains("/set/", StringComparison.Ordinal) || topic == BridgeHealth)
        {
            return; // the wearers' own; how the service is, by the minute of the test
        }
        if (topic == "activitysync/status")
        {
            var word = Encoding.UTF8.GetString(payload);
            if (_statuses.LastOrDefault() != word)
            {
                _statuses.Add(word);
            }
        }
        else if (topic.Contains("/event/", StringComparison.Ordinal))
        {
            using var one = JsonDocument.Parse(payload);
            _events.Add((one.RootElement.GetProperty("id").GetString()!, one.RootElement.GetProperty("at").GetDateTimeOffset()));
        }
        else
        {
            _story.Hear(topic, payload);
        }
    }

    async Task<Dictionary<string, byte[]>> HeldAsync(CancellationToken stop)
    {
        await using var late = HomeListener.Start(_broker.Port, "activitysync/#", "homeassistant/#", Marker);
        var held = new Dictionary<string, byte[]>();
        while (held.Count < _story.Retained.Count + 1)
        {
            var (topic, payload, isRetained) = await late.NextAsync(stop);
            Assert.True(isRetained, topic);
            if (topic != BridgeHealth)
            {
                held.Add(topic, payload);
            }
        }
        Assert.Equal("online", Encoding.UTF8.GetString(held["activitysync/status"]));
        held.Remove("activitysync/status");
        return held;
    }

    // In the order they came, each once.
    async Task<OrderedDictionary<string, string>> NotificationsAsync()
    {
        var told = new OrderedDictionary<string, string>();
        while (_webhook.Waiting > 0)
        {
            using var one = JsonDocument.Parse((await _webhook.NextAsync()).Body);
            told.Add(one.RootElement.GetProperty("id").GetString()!, one.RootElement.GetProperty("text").GetString()!);
        }
        return told;
    }
}
