using ActivitySync.Core.Decoding;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using ActivitySync.Verbs;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.Tests.Spool;

/// <summary>A store made anew from the archive is the store it was.</summary>
public sealed class RebuildTests : IDisposable
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly TempFolder _folder = new();
    readonly ServiceConfig _config;

    public RebuildTests()
    {
        File.WriteAllText(_folder.File("wearers.json"), """{ "wearers": [ { "id": "ana", "zone": "Etc/UTC" } ] }""");
        File.WriteAllText(_folder.File("activitysync.json"),
            $$"""
            { "Spool": { "Folder": "{{_folder.File("data")}}", "ArchiveDays": 36500 },
              "Storage": { "Folder": "{{_folder.File("data")}}" } }
            """);
        _config = ConfigReader.Read(_folder.Path, ConfigFiles.Load(_folder.Path, new Dictionary<string, string?>()));
    }

    [Fact]
    public async Task An_empty_store_has_the_same_samples_and_day_reports_again_and_twice_changes_nothing()
    {
        await LiveAsync();
        var before = await StoredAsync();
        Assert.True(before.Steps.Count > 1_000);
        Assert.True(before.Reports.Count >= 3);

        foreach (var file in Directory.GetFiles(_folder.File("data"), "activity.db*"))
        {
            File.Delete(file);
        }
        var output = new StringWriter();
        await RebuildVerb.RunAsync(_config, RawArchive.FolderIn(_config.Spool.Folder), null, output, Stop);
        var after = await StoredAsync();
        Assert.Equal(before.Steps, after.Steps);
        Assert.Equal(before.Reports, after.Reports);

        await RebuildVerb.RunAsync(_config, RawArchive.FolderIn(_config.Spool.Folder), null, output, Stop);
        Assert.Equal(after.Reports, (await StoredAsync()).Reports);
        Assert.Contains("1 messages in quarantine", output.ToString(), StringComparison.Ordinal);
        using var spool = MessageSpool.OpenBeside(_config.Spool);
        Assert.Equal("bad_json", Assert.Single(spool.Quarantine.Newest(10)).Reason);
    }

    [Fact]
    public async Task A_folder_without_archived_days_is_said()
    {
        var problem = await Assert.ThrowsAsync<VerbProblemException>(
            () => RebuildVerb.RunAsync(_config, _folder.Path, new DateOnly(2026, 6, 1), TextWriter.Null, Stop));

        Assert.Contains("no archived day", problem.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // Three days through the drain into the store, with the archive on, and scored.
    async Task LiveAsync()
    {
        await using (var store = ServiceHost.Store(_config.Storage, NullLoggerFactory.Instance, TimeProvider.System))
        {
            await store.PrepareAsync(Stop);
            using var spool = new MessageSpool(_config.Spool, NullLogger<MessageSpool>.Instance, TimeProvider.System);
            using var preparation = new StorePreparation(store, NullLogger<StorePreparation>.Instance, TimeProvider.System);
            using var drain = new Drain(spool, store, preparation, ServiceHost.DecodingRules(_config),
                new SourceRouter(ServiceHost.DecodingRules(_config), _config.Sources), NullLogger<Drain>.Instance, TimeProvider.System);
            for (var hour = 0; hour < 72; hour++)
            {
                var from = Some.Noon + (hour * Some.HourMs);
                var samples = Enumerable.Range(0, 60).Select(minute =>
                    $$"""{"from":{{from + (minute * Some.MinuteMs)}},"ts":{{from + ((minute + 1) * Some.MinuteMs)}},"steps":{{(hour + minute) % 50}},"counter":"delta"}""");
                Keep(spool, $"[{string.Join(',', samples)}]", from + Some.HourMs);
            }
            Keep(spool, "rubbish", Some.Noon);
            while (await drain.DrainOnceAsync(Stop))
            {
            }
        }
        await using var session = await StoreSession.OpenAsync(_config, Stop);
        await session.Scorer.RunAsync(Stop);
    }

    static void Keep(MessageSpool spool, string payload, long receivedMs)
    {
        var frames = new System.Buffers.ArrayBufferWriter<byte>();
        BurstFrames.Append(frames, "activitysync/v1/ana/watch/steps"u8, System.Text.Encoding.UTF8.GetBytes(payload), BurstFlags.None);
        spool.Append(frames.WrittenSpan.ToArray(), 1, receivedMs);
    }

    async Task<(IReadOnlyList<Core.Telemetry.StepSample> Steps, List<string> Reports)> StoredAsync()
    {
        await using var store = ServiceHost.Store(_config.Storage, NullLoggerFactory.Instance, TimeProvider.System);
        await store.PrepareAsync(Stop);
        var days = await store.ReadDaysAsync("ana", new LocalDate(2026, 6, 1), new LocalDate(2026, 12, 31), Stop);
        return (await store.ReadStepsAsync("ana", 0, Some.Noon * 2, Stop), [.. days.Select(row => row.Report)]);
    }
}
