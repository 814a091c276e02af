using System.Globalization;
using System.Text;
using ActivitySync.Core.Telemetry;
using ActivitySync.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.Verbs;

/// <summary>What to replay, and where to.</summary>
/// <param name="File">CSV as <see cref="RecordedCsv"/> reads it.</param>
/// <param name="Wearer">Publish as this wearer; null to publish each Id of the file as a wearer of that name.</param>
/// <param name="Id">Only rows with this Id; null for all.</param>
/// <param name="Device">Device name in the topics.</param>
/// <param name="Zone">Zone of the recorded wall clock.</param>
/// <param name="Speed">Recorded seconds per second; 0 for as fast as the broker takes it.</param>
/// <param name="TopicPrefix">First level of the topics.</param>
/// <param name="Client">The broker.</param>
internal sealed record Replay(
    string File, string? Wearer, string? Id, string Device, DateTimeZone Zone, double Speed, string TopicPrefix,
    MqttClientOptions Client);

/// <summary>Publishes recorded minute steps and heart rates as native messages, one a row, QoS 1.</summary>
internal static class ReplayVerb
{
    // Enough to keep a broker busy; few enough that a broken link repeats little.
    const int InFlight = 500;

    /// <summary>Returns the number of messages the broker has acknowledged: all of them.</summary>
    /// <exception cref="VerbProblemException">The file or the request cannot be used.</exception>
    public static async Task<int> RunAsync(Replay replay, TimeProvider time, CancellationToken stop)
    {
        Check(replay);
        await using var client = new MqttClient(replay.Client, null, NullLogger<MqttClient>.Instance, time);
        client.Start();
        await WaitConnectedAsync(client, replay.Client, time, stop);
        var flying = new Queue<Task>();
        var published = 0;
        Instant? first = null;
        var started = time.GetTimestamp();
        foreach (var row in RecordedCsv.Read(replay.File).Where(row => replay.Id is null || row.Id == replay.Id))
        {
            var at = replay.Zone.AtLeniently(row.Local).ToInstant();
            first ??= at;
            await KeepPaceAsync(replay.Speed, at - first.Value, time.GetElapsedTime(started), time, stop);
            var wearer = replay.Wearer ?? row.Id;
            if (!Slug.IsValid(wearer))
            {
                throw new VerbProblemException($"The Id \"{wearer}\" cannot name a wearer. Name one with --wearer.");
            }
            var kind = row.Steps is null ? "heart_rate" : "steps";
            flying.Enqueue(client.PublishAsync($"{replay.TopicPrefix}/v1/{wearer}/{replay.Device}/{kind}", Payload(row, at),
                MqttQos.AtLeastOnce, retain: false, stop).AsTask());
            published++;
            while (flying.Count >= InFlight)
            {
                await flying.Dequeue();
            }
        }
        await Task.WhenAll(flying);
        await client.StopAsync(TimeSpan.FromSeconds(5));
        return published;
    }

    // A named wearer must not be given the steps of several people.
    static void Check(Replay replay)
    {
        if (!System.IO.File.Exists(replay.File))
        {
            throw new VerbProblemException($"There is no file {replay.File}.");
        }
        if (replay.Wearer is null || replay.Id is not null)
        {
            return;
        }
        var ids = RecordedCsv.Read(replay.File).Select(row => row.Id).Distinct().Take(10).ToList();
        if (ids.Count > 1)
        {
            throw new VerbProblemException(
                $"{replay.File} holds several people ({string.Join(", ", ids)}). Choose one with --id, or leave out --wearer " +
                "to publish each as a wearer of that name.");
        }
    }

    static async Task WaitConnectedAsync(
        MqttClient client, MqttClientOptions options, TimeProvider time, CancellationToken stop)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(15), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(soon.Token, stop);
        try
        {
            await client.WaitConnectedAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new VerbProblemException(
                $"No broker answers at {options.Host}:{options.Port} ({client.LastError ?? "no reason given"}). " +
                "Start one, or name another with --broker.");
        }
    }

    static async Task KeepPaceAsync(
        double speed, Duration recorded, TimeSpan elapsed, TimeProvider time, CancellationToken stop)
    {
        if (speed <= 0)
        {
            return;
        }
        var ahead = (recorded.ToTimeSpan() / speed) - elapsed;
        if (ahead > TimeSpan.FromMilliseconds(5))
        {
            await Task.Delay(ahead, time, stop);
        }
    }

    static byte[] Payload(RecordedRow row, Instant at)
    {
        var ms = at.ToUnixTimeMilliseconds();
        return Encoding.ASCII.GetBytes(row.Steps is { } steps
            ? string.Create(CultureInfo.InvariantCulture,
                $$"""{"from":{{ms}},"ts":{{ms + 60_000}},"steps":{{steps}},"counter":"delta"}""")
            : string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{ms}},"bpm":{{row.Bpm}}}"""));
    }
}
