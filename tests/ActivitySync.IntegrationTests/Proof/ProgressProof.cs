using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Proof;

/// <summary>
/// How soon a home sees a step: from the publish of a sample to the retained topic that counts it. tests/bench-progress
/// runs it for long; here it shows that every step arrives.
/// </summary>
public sealed class ProgressProof
{
    const int PerSecond = 100;
    const int DaysBefore = 14;
    const string Unhurried =
        """
        autosave_interval 1800
        autosave_on_changes false
        """;

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SQLite")]
    [InlineData("InfluxDB")]
    public async Task Every_step_reaches_its_retained_topic(string store)
    {
        var seconds = ProofRun.Count("PROOF_SECONDS", inShort: 2);
        if (seconds > 2)
        {
            await MeasureAsync(store, wearers: 1, seconds);
            await MeasureAsync(store, wearers: 100, seconds);
        }
        else
        {
            await MeasureAsync(store, wearers: 10, seconds);
        }
    }

    static async Task MeasureAsync(string store, int wearers, int seconds)
    {
        await using var broker = await MosquittoServer.StartAsync(Unhurried);
        await using var influx = store == "InfluxDB" ? await StartInfluxAsync() : null;
        using var folder = new TempFolder();
        Configure(folder, broker.Port, wearers, influx is null ? Stores.Sqlite : Stores.Influx(influx.Url));
        var steps = new RetainedSteps(wearers);
        await using var home = Client(broker.Port, steps.Hear);
        await home.WaitConnectedAsync();
        await home.SubscribeAsync([new MqttSubscription("activitysync/wearers/+/steps")], Stop);
        await using var devices = Client(broker.Port, null);
        await devices.WaitConnectedAsync();
        await using var service = ServiceProcess.Start(folder.Path);

        await LiveBeforeAsync(devices, steps, folder, service, wearers);
        var latencies = await LoadAsync(devices, steps, wearers, seconds);

        latencies.Sort();
        ProofRun.Figure($"{store}, {wearers} wearers, {PerSecond} messages/s: publish to retained",
            $"p50 {At(50):0.00} s, p95 {At(95):0.00} s, p99 {At(99):0.00} s, largest {latencies[^1]:0.00} s of {latencies.Count}");

        double At(int percent) => latencies[latencies.Count * percent / 100];
    }

    static async Task<InfluxServer> StartInfluxAsync()
    {
        InfluxFixture.RequireInstalled();
        return await InfluxServer.StartAsync("", Stop);
    }

    static MqttClient Client(int port, MqttBurstHandler? handler) => TestClient.Start(TestClient.Options(port), handler);

    static void Configure(TempFolder folder, int port, int wearers, string storage)
    {
        var data = folder.File("data");
        // Wherever the earth is in its turn, it is about noon there and no midnight is near.
        var ahead = 12 - TimeProvider.System.GetUtcNow().Hour;
        var zone = ahead == 0 ? "Etc/GMT" : $"Etc/GMT{(ahead > 0 ? "-" : "+")}{Math.Abs(ahead)}";
        File.WriteAllText(folder.File("wearers.json"), JsonSerializer.Serialize(
            new { wearers = Enumerable.Range(0, wearers).Select(number => new { id = $"w{number}", zone }) }));
        File.WriteAllText(folder.File("activitysync.json"),
            $$"""
            {
              "Mqtt": { "Embedded": false, "Port": {{port}}, "ClientId": "progress" },
              "Spool": { "Folder": "{{data}}" },
              "Storage": {{storage.Replace("{data}", data, StringComparison.Ordinal)}},
              "Jobs": { "ScoreDaysEverySeconds": 5 },
              "Http": { "Enabled": false }
            }
            """);
    }

    // Two weeks of eight walks a day, and five hours of today by the minute.
    static async Task LiveBeforeAsync(
        MqttClient devices, RetainedSteps steps, TempFolder folder, ServiceProcess service, int wearers)
    {
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / Some.MinuteMs * Some.MinuteMs;
        var past = Enumerable.Range(1, DaysBefore * 8).Select(walk =>
            Delta(nowMs - (walk / 8 * Some.DayMs) - (walk % 8 * 40 * Some.MinuteMs) - (6 * Some.HourMs), Some.MinuteMs * 10, 900));
        var today = Enumerable.Range(1, 300).Select(minute => Delta(nowMs - (minute * Some.MinuteMs), Some.MinuteMs, minute % 7 == 0 ? 60 : 0));
        var payload = $$"""{"steps":[{{string.Join(',', past.Concat(today))}}]}""";
        var last = $"w{wearers - 1}";
        while (!steps.Known(last))
        {
            // Again until the service listens; the same samples are the same samples.
            for (var number = 0; number < wearers; number++)
            {
                await devices.PublishAsync($"activitysync/v1/w{number}/watch/batch", payload, MqttQos.AtLeastOnce);
            }
            await Task.Delay(TimeSpan.FromSeconds(5), Stop);
            Assert.False(service.HasExited, service.Log);
        }
        await RoadScene.UntilAsync(() => Task.FromResult(IsSettled(folder, wearers) && steps.AreStill()), "all is scored", Stop);
    }

    static string Delta(long endMs, long lengthMs, int count) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"from":{{endMs - lengthMs}},"ts":{{endMs}},"steps":{{count}},"counter":"delta"}""");

    // Only each one's today, and what a day touches beside it, is still to be looked at.
    static bool IsSettled(TempFolder folder, int wearers)
    {
        var path = Path.Combine(folder.File("data"), "health.json");
        if (!File.Exists(path))
        {
            return false;
        }
        using var health = JsonDocument.Parse(File.ReadAllBytes(path));
        return health.RootElement.GetProperty("waiting_messages").GetInt64() == 0
            && health.RootElement.GetProperty("touched_days").GetInt32() <= wearers * 2;
    }

    static async Task<List<double>> LoadAsync(MqttClient devices, RetainedSteps steps, int wearers, int seconds)
    {
        // Nobody walks more than two steps a second; between them come messages without a step.
        var every = Math.Max(1, PerSecond / wearers / 2);
        var waited = new List<(string Wearer, int Steps, long SentAt)>();
        var walked = new int[wearers];
        var started = TimeProvider.System.GetTimestamp();
        var startMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var acknowledged = new List<Task>();
        for (var number = 0; number < seconds * PerSecond; number++)
        {
            while (TimeProvider.System.GetElapsedTime(started).TotalSeconds * PerSecond < number)
            {
                await Task.Delay(1, Stop);
            }
            var (wearer, isStep) = (number % wearers, number / wearers % every == 0);
            // Each in its own millisecond, however late it leaves: two of one time would be one sample.
            var endMs = startMs + (number * 1_000L / PerSecond);
            var id = $"w{wearer}";
            if (isStep)
            {
                waited.Add((id, steps.Before(id) + ++walked[wearer], TimeProvider.System.GetTimestamp()));
            }
            acknowledged.Add(devices.PublishAsync(
                $"activitysync/v1/{id}/watch/steps", Delta(endMs, 1_000L * wearers / PerSecond, isStep ? 1 : 0), MqttQos.AtLeastOnce));
        }
        await Task.WhenAll(acknowledged);
        await RoadScene.UntilAsync(
            () => Task.FromResult(waited.TrueForAll(one => steps.SeenAt(one.Wearer, one.Steps) is not null)), "every step is seen", Stop);
        return [.. waited.Select(one => TimeProvider.System.GetElapsedTime(one.SentAt, steps.SeenAt(one.Wearer, one.Steps)!.Value).TotalSeconds)];
    }

    /// <summary>What the retained topics said, and when.</summary>
    sealed class RetainedSteps(int wearers)
    {
        readonly ConcurrentDictionary<string, ConcurrentQueue<(int Steps, long At)>> _seen = new(concurrencyLevel: 1, wearers);
        readonly ConcurrentDictionary<string, int> _before = new();
        long _lastHeard = TimeProvider.System.GetTimestamp();

        public void Hear(ref MqttBurst burst)
        {
            foreach (var message in burst)
            {
                var text = Encoding.UTF8.GetString(message.Payload);
                if (int.TryParse(text, CultureInfo.InvariantCulture, out var steps))
                {
                    var wearer = Encoding.UTF8.GetString(message.Topic).Split('/')[2];
                    Interlocked.Exchange(ref _lastHeard, TimeProvider.System.GetTimestamp());
                    _seen.GetOrAdd(wearer, _ => new()).Enqueue((steps, Interlocked.Read(ref _lastHeard)));
                }
            }
        }

        public bool Known(string wearer) => _seen.ContainsKey(wearer);

        public bool AreStill() => _seen.Count == wearers
            && TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _lastHeard)) > TimeSpan.FromSeconds(6);

        /// <summary>Steps told before the load began.</summary>
        public int Before(string wearer) => _before.GetOrAdd(wearer, id => _seen[id].Last().Steps);

        /// <summary>When so many steps were first told.</summary>
        public long? SeenAt(string wearer, int steps)
            => _seen[wearer].Where(one => one.Steps >= steps).Select(one => (long?)one.At).FirstOrDefault();
    }
}
