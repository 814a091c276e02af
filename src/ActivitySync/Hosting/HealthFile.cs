using System.Text.Json;
using System.Text.Json.Serialization;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using ActivitySync.Mqtt;
using ActivitySync.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Hosting;

/// <summary>How the service is, for people and for the verb <c>healthcheck</c>.</summary>
/// <param name="At">When this was written, UTC.</param>
/// <param name="Broker">State of our connection to the broker.</param>
/// <param name="BrokerError">Why the broker is not there; null when it is.</param>
/// <param name="Store">"ok", or "unavailable".</param>
/// <param name="StoreError">Why the store takes nothing, in words; null when it does, or before its first answer.</param>
/// <param name="WaitingMessages">Messages in the spool.</param>
/// <param name="WaitingBytes">Their size.</param>
/// <param name="OldestWaitingSeconds">How long ago the oldest waiting message was received; null when none waits.</param>
/// <param name="SpoolFull">Nothing is acknowledged at present.</param>
/// <param name="Spool">"ok", or why nothing is acknowledged, in words.</param>
/// <param name="SpoolDiskFreeBytes">Room left on the spool's disk; null when it does not say.</param>
/// <param name="ArchiveBytes">Size of the raw messages kept for rebuilding; null when none are.</param>
/// <param name="SpoolSalvaged">What was carried over from a damaged spool.db, the last time that happened.</param>
/// <param name="KeptMessages">Messages taken since start.</param>
/// <param name="StoredSamples">Samples stored since start.</param>
/// <param name="TouchedDays">Days whose facts changed since they were scored; today is among them.</param>
/// <param name="Quarantined">Messages in quarantine by reason.</param>
/// <param name="QuarantineEvicted">Quarantined messages that had to go because there were too many or they were too old, ever.</param>
/// <param name="Refusals">What was refused or ignored, ever, by source and reason.</param>
/// <param name="Jobs">Last run of each job and what kept it from working.</param>
internal sealed record Health(
    DateTimeOffset At, string Broker, string? BrokerError, string Store, string? StoreError, long WaitingMessages,
    long WaitingBytes, double? OldestWaitingSeconds, bool SpoolFull, string Spool, long? SpoolDiskFreeBytes, long? ArchiveBytes,
    string? SpoolSalvaged, long KeptMessages, long StoredSamples, int TouchedDays,
    IReadOnlyDictionary<string, long> Quarantined, long QuarantineEvicted, IReadOnlyList<RefusalCount> Refusals,
    IReadOnlyDictionary<string, JobState> Jobs);

/// <summary>Names and shape of health.json.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Health))]
internal sealed partial class HealthJson : JsonSerializerContext;

/// <summary>
/// Writes <c>health.json</c> into the data folder every few seconds while the loops turn; the verb <c>healthcheck</c>
/// reads it, so that a container needs neither a port nor curl to be watched.
/// </summary>
internal sealed partial class HealthFile(
    ServiceConfig config, MessageSpool spool, Subscriber subscriber, Drain drain, JobGuard jobs,
    ILogger<HealthFile> logger, TimeProvider time) : BackgroundService
{
    Health? _last;

    /// <summary>How often it is written.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>Older than this, the loops do not turn any more.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(30);

    // Room the file has beyond its text, for the words that come with a full disk. Our choice: some hundred bytes of them.
    const int ReserveBytes = 8_192;

    /// <summary>Where it is.</summary>
    public static string PathIn(string folder) => Path.GetFullPath(Path.Combine(folder, "health.json"));

    // Before the first message can come: on a disk that is filled at once there would be no file to write into.
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Write();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Write();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            File.Delete(PathIn(config.Spool.Folder));
        }
    }

    void Write()
    {
        var path = PathIn(config.Spool.Folder);
        try
        {
            var health = JsonSerializer.SerializeToUtf8Bytes(Look(), HealthJson.Default.Health);
            try
            {
                using (var file = new FileStream(path + ".new", new FileStreamOptions
                {
                    Mode = FileMode.Create,
                    Access = FileAccess.Write,
                    PreallocationSize = health.Length + ReserveBytes,
                }))
                {
                    file.Write(health);
                }
                File.Move(path + ".new", path, overwrite: true);
            }
            catch (IOException)
            {
                // A full disk still takes new bytes in the room the file has, and this is when people look. What is left of
                // the old text becomes blank: to cut it off would give the room away.
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                var before = file.Length;
                file.Write(health);
                file.Write(Enumerable.Repeat((byte)' ', (int)Math.Max(0, before - health.Length)).ToArray());
            }
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or SpoolUnavailableException)
        {
            LogNotWritten(reason.Message);
        }
    }

    /// <summary>
    /// How the service is now. While the spool cannot be read, as on a disk without any room, its figures are those of the
    /// last time: why that is so is what people look for.
    /// </summary>
    /// <exception cref="SpoolUnavailableException">It cannot be read, and never was.</exception>
    public Health Look()
    {
        try
        {
            return _last = Read();
        }
        catch (SpoolUnavailableException reason) when (_last is { } before)
        {
            var (broker, error) = Broker();
            return before with
            {
                At = time.GetUtcNow(),
                Broker = broker,
                BrokerError = error,
                Store = Store(),
                StoreError = drain.StoreFailure,
                Spool = Trouble() ?? reason.Message,
                KeptMessages = subscriber.Kept,
                StoredSamples = drain.Stored,
                Jobs = jobs.States,
            };
        }
    }

    Health Read()
    {
        var now = time.GetUtcNow();
        var (broker, error) = Broker();
        return new Health(
            now, broker, error, Store(), drain.StoreFailure, spool.WaitingMessages, spool.WaitingBytes,
            spool.State.OldestReceivedMs() is { } oldest ? Math.Max(0, now.ToUnixTimeMilliseconds() - oldest) / 1000d : null,
            spool.IsFull, Trouble() ?? "ok", spool.DiskFreeBytes, spool.ArchiveBytes, Salvaged(),
            subscriber.Kept, drain.Stored, spool.State.TouchedDays().Count, spool.Quarantine.Counts(), spool.Quarantine.Evicted(),
            spool.Quarantine.Refusals(), jobs.States);
    }

    (string State, string? Error) Broker() => (
        subscriber.State.ToString().ToLowerInvariant(),
        subscriber.State == MqttClientState.Connected ? null : subscriber.LastError);

    string Store() => drain.StoreIsLost ? "unavailable" : "ok";

    string? Trouble() => subscriber.SpoolFailure ?? drain.SpoolFailure
        ?? (spool.FullBecause is { } reason ? $"full: {reason}; the broker holds back" : null);

    string? Salvaged() => spool.State.LastSalvage() is { } last
        ? $"{DateTimeOffset.FromUnixTimeMilliseconds(last.AtMs):yyyy-MM-dd HH:mm} UTC: {last.Report}" : null;

    // A disk that fails must not end the service; the file goes stale, and that is what the health check reports.
    [LoggerMessage(LogLevel.Debug, "The state of health cannot be written: {Reason}")]
    partial void LogNotWritten(string reason);
}
