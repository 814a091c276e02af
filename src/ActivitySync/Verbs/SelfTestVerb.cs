using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActivitySync.Access;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Demo;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using ActivitySync.Mqtt;
using ActivitySync.Notify;
using ActivitySync.Publish;
using ActivitySync.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.Verbs;

/// <summary>
/// Walks the whole road once: a marked day is published to the configured broker, kept, stored in the configured kind of
/// store, scored, and the score read back from the broker. It goes on topics, in a folder and for a wearer of its own, with
/// the service's code beside the running service, and takes everything away again: no total of anybody ever sees it.
/// </summary>
internal static class SelfTestVerb
{
    /// <summary>The first level of its topics; an access list has to know it.</summary>
    const string Prefix = "activitysync-selftest";

    const int ExitFailed = 1;
    const int StepsPerMinute = 10;
    const int Minutes = 720;
    const int FirstMinute = 480;

    public static Command SelfTest()
    {
        var seconds = new Option<int>("--seconds") { Description = "How long to wait for the score", DefaultValueFactory = _ => 60 };
        var verb = new Command("selftest",
            "Publish a marked sample, follow it through broker, spool, store and scoring and back out, and leave nothing behind; " +
            "exit code 0 or 1.\nExample: activitysync selftest")
        {
            seconds,
        };
        verb.SetAction((parsed, stop) => RunAsync(
            CommandLine.Config(parsed).Config, parsed.GetValue(seconds), TimeProvider.System, Console.Out, stop));
        return verb;
    }

    public static async Task<int> RunAsync(
        ServiceConfig config, int seconds, TimeProvider time, TextWriter output, CancellationToken stop)
    {
        Directory.CreateDirectory(config.Spool.Folder);
        var folder = Directory.CreateDirectory(Path.Combine(config.Spool.Folder, $"selftest-{Guid.NewGuid():N}")).FullName;
        try
        {
            var wearer = new Wearer
            {
                Id = $"selftest-{Guid.NewGuid():N}"[..24],
                Zones = new ZoneTimeline(DateTimeZone.Utc),
                Target = new TargetSettings { Strategy = "fixed", FixedSteps = Minutes * StepsPerMinute },
            };
            var mine = Mine(config, wearer, folder);
            using var host = ServiceHost.Build(mine);
            await host.StartAsync(stop);
            try
            {
                return await FollowAsync(mine, wearer, seconds, time, output, stop);
            }
            finally
            {
                await host.StopAsync(CancellationToken.None);
                await ForgetAsync(mine, wearer, host.Services.GetRequiredService<IStore>(), time);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // As configured, but for what would be seen elsewhere. Where a service with the embedded broker runs, through its broker.
    static ServiceConfig Mine(ServiceConfig config, Wearer wearer, string folder)
    {
        var runs = HealthcheckVerb.Run(config, TimeProvider.System, TextWriter.Null) == 0;
        var own = config.Mqtt.Embedded && !runs;
        var mqtt = config.Mqtt;
        return config with
        {
            Mqtt = new MqttOptions
            {
                Embedded = own,
                Host = mqtt.Host,
                Port = own ? FreePort.Find() : mqtt.Port,
                Protocol = mqtt.Protocol,
                ClientId = $"{mqtt.ClientId}-{wearer.Id}",
                UserName = mqtt.UserName,
                Password = mqtt.Password,
                Tls = mqtt.Tls,
                CaFile = mqtt.CaFile,
                ClientCertificateFile = mqtt.ClientCertificateFile,
                ClientKeyFile = mqtt.ClientKeyFile,
                SessionExpiryDays = 0,
                TopicPrefix = Prefix,
            },
            Spool = new Spool.SpoolOptions { Folder = folder, MinFreeMegabytes = config.Spool.MinFreeMegabytes },
            Storage = config.Storage.Kind == StoreKind.Influx ? config.Storage : new StorageOptions { Folder = folder },
            Jobs = new JobOptions { ScoreDaysEverySeconds = 1, GraceMinutes = 0 },
            Publish = new PublishOptions(),
            HomeAssistant = new HomeAssistantOptions { Enabled = false },
            Nudges = new NudgesOptions { Enabled = false },
            Notify = new NotifyOptions(),
            Http = new HttpOptions { Enabled = false },
            Metrics = new MetricsOptions(),
            Logging = new LoggingOptions { Level = Serilog.Events.LogEventLevel.Fatal },
            Household = new Household([wearer]),
            Sources = [],
        };
    }

    static async Task<int> FollowAsync(
        ServiceConfig config, Wearer wearer, int seconds, TimeProvider time, TextWriter output, CancellationToken stop)
    {
        var scored = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var client = new MqttClient(
            config.Mqtt.ClientOptions($"{config.Mqtt.ClientId}-device") with { CleanStart = true },
            (ref MqttBurst burst) => Hear(ref burst, scored), NullLogger<MqttClient>.Instance, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        var started = time.GetTimestamp();
        var reached = $"no broker answers at {config.Mqtt.Host}:{config.Mqtt.Port}";
        try
        {
            client.Start();
            await client.WaitConnectedAsync(limit.Token);
            reached = $"the broker lets nobody hear {Prefix}/#; see deploy/mosquitto/acl";
            await client.SubscribeAsync([new MqttSubscription($"{Prefix}/wearers/{wearer.Id}/score")], limit.Token);
            Say("broker     connected");
            reached = "the broker does not take samples";
            await client.PublishAsync(
                $"{Prefix}/v1/{wearer.Id}/selftest/steps", Day(wearer, time), MqttQos.AtLeastOnce, retain: false, limit.Token);
            Say("sample     published and acknowledged");
            reached = "the sample was published, but no score came back; activitysync healthcheck says how broker, spool and store are";
            var score = await scored.Task.WaitAsync(limit.Token);
            Say($"score      {score}, back from the broker");
            output.WriteLine("The road is whole. Everything of this test is being removed.");
            return 0;
        }
        catch (Exception failure) when (failure is MqttException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            output.WriteLine($"failed     {reached}{(client.LastError is { } why ? $" ({why})" : "")}.");
            return ExitFailed;
        }

        void Say(string what) => output.WriteLine(
            $"{what} after {time.GetElapsedTime(started).TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s");
    }

    static void Hear(ref MqttBurst burst, TaskCompletionSource<string> scored)
    {
        foreach (var message in burst)
        {
            var text = Encoding.UTF8.GetString(message.Payload);
            if (int.TryParse(text, CultureInfo.InvariantCulture, out _))
            {
                scored.TrySetResult(text);
            }
        }
    }

    // Yesterday, twelve hours of it.
    static byte[] Day(Wearer wearer, TimeProvider time)
    {
        var today = LocalDays.DateAt(wearer, time.GetUtcNow().ToUnixTimeMilliseconds());
        var startMs = LocalDays.Of(wearer, today.PlusDays(-1))!.StartMs;
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            for (var minute = FirstMinute; minute < FirstMinute + Minutes; minute++)
            {
                json.WriteStartObject();
                json.WriteNumber("from", startMs + (minute * 60_000L));
                json.WriteNumber("ts", startMs + ((minute + 1) * 60_000L));
                json.WriteNumber("steps", StepsPerMinute);
                json.WriteString("counter", "delta");
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return buffer.WrittenSpan.ToArray();
    }

    static async Task ForgetAsync(ServiceConfig config, Wearer wearer, IStore store, TimeProvider time)
    {
        if (config.Storage.Kind == StoreKind.Influx)
        {
            await store.EraseAsync(wearer.Id, CancellationToken.None);
        }
        if (!config.Mqtt.Embedded)
        {
            await using var kept = new RetainedTopics(config.Mqtt.ClientOptions($"{config.Mqtt.ClientId}-broom"), time);
            try
            {
                await kept.ConnectAsync(CancellationToken.None);
            }
            catch (VerbProblemException)
            {
                return; // No broker that answers keeps anything of ours; the test has said so.
            }
            foreach (var topic in await kept.FindAsync($"{Prefix}/#", CancellationToken.None))
            {
                await kept.ClearAsync(topic, CancellationToken.None);
            }
        }
    }
}
