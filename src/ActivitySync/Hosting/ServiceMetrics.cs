using System.Diagnostics.Metrics;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using ActivitySync.Spool;

namespace ActivitySync.Hosting;

/// <summary>
/// What an operator watches, as instruments of one meter. Most are read when somebody asks, from what the rooms count
/// anyway. Names and units in one place; Prometheus and OTLP make their own spelling of them.
/// </summary>
internal sealed class ServiceMetrics : IDisposable
{
    public const string Name = StoreTiming.MeterName;

    readonly Meter _meter = new(Name);
    readonly MessageSpool _spool;
    readonly JobGuard _jobs;
    readonly TimeProvider _time;

    public ServiceMetrics(
        Subscriber subscriber, DirectIntake direct, Drain drain, MessageSpool spool, JobGuard jobs, TimeProvider time)
    {
        (_spool, _jobs, _time) = (spool, jobs, time);
        _meter.CreateObservableCounter("activitysync.messages.received", () => new Measurement<long>[]
        {
            new(subscriber.Kept, new KeyValuePair<string, object?>("by", "mqtt")),
            new(direct.Kept, new KeyValuePair<string, object?>("by", "http")),
        }, null, "Messages kept on disk, and from then on acknowledged");
        _meter.CreateObservableCounter("activitysync.samples.stored", () => drain.Stored, null, "Samples the store has taken");
        _meter.CreateObservableCounter("activitysync.messages.refused", Refused, null,
            "Messages refused or ignored, by source and reason, over all time");
        _meter.CreateObservableGauge("activitysync.quarantine.messages", Quarantined, null, "Messages in quarantine, by reason");
        _meter.CreateObservableGauge("activitysync.spool.messages", () => spool.WaitingMessages, null, "Messages waiting for the store");
        _meter.CreateObservableGauge("activitysync.spool.size", () => spool.WaitingBytes, "By", "Their size");
        _meter.CreateObservableGauge("activitysync.spool.age", OldestSeconds, "s", "How long the oldest has waited; 0 when none does");
        _meter.CreateObservableGauge("activitysync.spool.full", () => spool.IsFull ? 1 : 0, null, "1 while nothing is acknowledged for want of room");
        _meter.CreateObservableGauge("activitysync.broker.connected", () => subscriber.State == Mqtt.MqttClientState.Connected ? 1 : 0,
            null, "1 while the broker is there");
        _meter.CreateObservableGauge("activitysync.store.up", () => drain.StoreIsLost ? 0 : 1, null, "1 while the store takes what is written");
        _meter.CreateObservableGauge("activitysync.job.last_run.age", () => Jobs(state => (_time.GetUtcNow() - state.LastRun).TotalSeconds),
            "s", "How long ago each job ended");
        _meter.CreateObservableGauge("activitysync.job.duration", () => Jobs(state => state.Took.TotalSeconds), "s", "How long its last run took");
        _meter.CreateObservableGauge("activitysync.job.failing", () => Jobs(state => state.Failure is null ? 0 : 1), null,
            "1 while it cannot do its work");
        _meter.CreateObservableGauge("activitysync.device.last_sample.age", Devices, "s", "How old each device's newest reading is");
    }

    IEnumerable<Measurement<long>> Refused() => Safely(() => _spool.Quarantine.Refusals().Select(refusal => new Measurement<long>(
        refusal.Messages, new("source", refusal.Source), new("reason", refusal.Reason))));

    IEnumerable<Measurement<long>> Quarantined() => Safely(() => _spool.Quarantine.Counts().Select(count => new Measurement<long>(
        count.Value, new KeyValuePair<string, object?>("reason", count.Key))));

    IEnumerable<Measurement<double>> OldestSeconds() => Safely<double>(() =>
        [new(_spool.State.OldestReceivedMs() is { } oldest ? AgeSeconds(oldest) : 0)]);

    IEnumerable<Measurement<double>> Devices() => Safely(() => _spool.Devices.All().Select(device => new Measurement<double>(
        AgeSeconds(device.LastMs), new("wearer", device.Wearer), new("device", device.Device))));

    IEnumerable<Measurement<double>> Jobs(Func<JobState, double> figure) => _jobs.States.Select(job => new Measurement<double>(
        figure(job.Value), new KeyValuePair<string, object?>("job", job.Key)));

    double AgeSeconds(long timeMs) => Math.Max(0, _time.GetUtcNow().ToUnixTimeMilliseconds() - timeMs) / 1_000d;

    // A spool that cannot be read has no figures now; that it cannot is said by its own.
    static IReadOnlyList<Measurement<T>> Safely<T>(Func<IEnumerable<Measurement<T>>> read)
        where T : struct
    {
        try
        {
            return [.. read()];
        }
        catch (SpoolUnavailableException)
        {
            return [];
        }
    }

    public void Dispose() => _meter.Dispose();
}
