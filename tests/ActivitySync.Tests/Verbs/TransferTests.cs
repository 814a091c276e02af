using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Storage.Transfer;
using ActivitySync.Tests.Support;
using ActivitySync.Verbs;
using NodaTime;

namespace ActivitySync.Tests.Verbs;

/// <summary>Data goes out and comes in again without losing a digit.</summary>
public sealed class TransferTests : IDisposable
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly TransferScene _scene = new();

    [Theory]
    [InlineData("backup")]
    [InlineData("backup.tar.gz")]
    public async Task A_backup_restored_into_an_empty_folder_is_the_same_to_the_byte_and_scores_the_same(string name)
    {
        await _scene.LiveAsync();
        _scene.Receive("activitysync/v1/ana/watch/heart_rate", "rubbish");
        var before = await _scene.ContentAsync(_scene.Config);

        await BackupVerb.RunAsync(_scene.Config, _scene.Path(name), TextWriter.Null, TimeProvider.System, Stop);
        await RestoreVerb.RunAsync(_scene.Path(name), _scene.Path("restored"), TextWriter.Null, TimeProvider.System, Stop);

        var restored = _scene.ConfigOf("restored", [.. _scene.Config.Household.Wearers]);
        Assert.Equal(before, await _scene.ContentAsync(restored));
        await using var session = await StoreSession.OpenAsync(restored, Stop);
        Assert.Equal(2, session.Spool.WaitingMessages);
        session.Spool.State.Touch([.. session.Spool.State.TouchedDays().Select(day => new DayKey(day.Wearer, day.Date))]);
        foreach (var wearer in restored.Household.Wearers)
        {
            var last = session.Scorer.LastClosedDay(wearer);
            var all = Enumerable.Range(-8, 9).Select(last.PlusDays).ToHashSet();
            Assert.Equal(0, (await session.Scorer.ScoreRangeAsync(wearer, last.PlusDays(-8), last, all, Stop)).Revisions);
        }
    }

    [Fact]
    public async Task A_backup_is_restored_only_into_an_empty_folder()
    {
        await _scene.LiveAsync();
        await BackupVerb.RunAsync(_scene.Config, _scene.Path("backup"), TextWriter.Null, TimeProvider.System, Stop);
        Directory.CreateDirectory(_scene.Path("mine"));
        await File.WriteAllTextAsync(_scene.Path("mine/photo"), "x", Stop);

        var refusal = await Assert.ThrowsAsync<TransferRefusedException>(() => RestoreVerb.RunAsync(
            _scene.Path("backup"), _scene.Path("mine"), TextWriter.Null, TimeProvider.System, Stop));

        Assert.Contains("not empty", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flipped")]
    [InlineData("short")]
    [InlineData("missing")]
    [InlineData("no-manifest")]
    [InlineData("outside")]
    public async Task A_damaged_backup_is_refused_with_a_sentence_and_nothing_is_restored(string damage)
    {
        await _scene.LiveAsync();
        await BackupVerb.RunAsync(_scene.Config, _scene.Path("backup"), TextWriter.Null, TimeProvider.System, Stop);
        var store = _scene.Path("backup/activity.db");
        var manifest = _scene.Path("backup/manifest.json");
        var bytes = await File.ReadAllBytesAsync(store, Stop);
        switch (damage)
        {
            case "flipped":
                bytes[bytes.Length / 2] ^= 1;
                await File.WriteAllBytesAsync(store, bytes, Stop);
                break;
            case "short":
                await File.WriteAllBytesAsync(store, bytes[..^1], Stop);
                break;
            case "missing":
                File.Delete(store);
                break;
            case "outside":
                await File.WriteAllTextAsync(
                    manifest, (await File.ReadAllTextAsync(manifest, Stop)).Replace("\"activity.db\"", "\"../data/activity.db\""), Stop);
                break;
            default:
                File.Delete(manifest);
                break;
        }

        var refusal = await Assert.ThrowsAsync<TransferRefusedException>(() => RestoreVerb.RunAsync(
            _scene.Path("backup"), _scene.Path("restored"), TextWriter.Null, TimeProvider.System, Stop));

        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scene.Path("restored")));
    }

    [Fact]
    public async Task A_packed_backup_that_was_cut_off_is_refused()
    {
        await _scene.LiveAsync();
        var path = _scene.Path("backup.tar.gz");
        await BackupVerb.RunAsync(_scene.Config, path, TextWriter.Null, TimeProvider.System, Stop);
        await using (var file = File.OpenWrite(path))
        {
            file.SetLength(file.Length / 2);
        }

        await Assert.ThrowsAsync<TransferRefusedException>(() => RestoreVerb.RunAsync(
            path, _scene.Path("restored"), TextWriter.Null, TimeProvider.System, Stop));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_scene.Path("restored")));
    }

    [Fact]
    public async Task An_export_imported_into_an_empty_store_is_the_same_and_importing_twice_changes_nothing()
    {
        await _scene.LiveAsync();
        await ExportAsync("out", new(null, null, null));
        var other = _scene.ConfigOf("other", [.. _scene.Config.Household.Wearers]);

        for (var again = 0; again < 2; again++)
        {
            await ImportVerb.RunAsync(other, _scene.Path("out"), TextWriter.Null, Stop);
            Assert.Equal(await _scene.ContentAsync(_scene.Config), await _scene.ContentAsync(other));
        }
    }

    [Fact]
    public async Task The_mark_of_retention_goes_with_an_export()
    {
        await _scene.LiveAsync();
        await using (var session = await StoreSession.OpenAsync(_scene.Config, Stop))
        {
            await session.Store.MarkRawFromAsync("ana", 1_234, Stop);
        }
        await ExportAsync("out", new("ana", null, null));
        var other = _scene.ConfigOf("other", [.. _scene.Config.Household.Wearers]);

        await ImportVerb.RunAsync(other, _scene.Path("out"), TextWriter.Null, Stop);

        await using var there = await StoreSession.OpenAsync(other, Stop);
        Assert.Equal(1_234, await there.Store.ReadRawFromAsync("ana", Stop));
        Assert.Equal(["ana"], await there.Store.ReadWearersAsync(Stop));
    }

    [Fact]
    public async Task Samples_without_their_days_are_scored_when_imported()
    {
        await _scene.LiveAsync();
        await ExportAsync("out", new("ana", null, null));
        foreach (var file in Directory.EnumerateFiles(_scene.Path("out/ana"), "day-*").Concat(Directory.EnumerateFiles(_scene.Path("out/ana"), "target-*")))
        {
            await File.WriteAllTextAsync(file, "", Stop);
        }
        WriteManifestAnew(_scene.Path("out"));
        var other = _scene.ConfigOf("other", [.. _scene.Config.Household.Wearers]);

        await ImportVerb.RunAsync(other, _scene.Path("out"), TextWriter.Null, Stop);

        Assert.Equal(await ReportsAsync(_scene.Config), await ReportsAsync(other));
    }

    [Fact]
    public async Task A_part_is_exported_when_asked_for()
    {
        await _scene.LiveAsync();
        var today = SystemClockDate();
        await ExportAsync("out", new("ben", today.PlusDays(-3), today.PlusDays(-2)));

        Assert.Equal(["ben"], Directory.EnumerateDirectories(_scene.Path("out")).Select(Path.GetFileName));
        var beats = Directory.EnumerateFiles(_scene.Path("out/ben"), "heart_rate-*").Sum(file => File.ReadLines(file).Count());
        Assert.Equal(2 * 1_440, beats);
    }

    [Fact]
    public async Task A_wearer_nobody_knows_and_a_folder_in_use_are_said()
    {
        await _scene.LiveAsync();

        var unknown = await Assert.ThrowsAsync<TransferRefusedException>(() => ExportAsync("out", new("zoe", null, null)));
        await ExportAsync("out", new(null, null, null));
        var inUse = await Assert.ThrowsAsync<TransferRefusedException>(() => ExportAsync("out", new(null, null, null)));

        Assert.Contains("It has: ana, ben", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("not empty", inUse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_not_ours_is_named_although_its_hash_is_right()
    {
        await _scene.LiveAsync();
        await ExportAsync("out", new("ana", null, null));
        var file = Directory.EnumerateFiles(_scene.Path("out/ana"), "journal-*").First();
        await File.AppendAllTextAsync(file, "{\"kind\":\"pain\"}\n", Stop);
        WriteManifestAnew(_scene.Path("out"));
        var other = _scene.ConfigOf("other", [.. _scene.Config.Household.Wearers]);

        var refusal = await Assert.ThrowsAsync<TransferRefusedException>(
            () => ImportVerb.RunAsync(other, _scene.Path("out"), TextWriter.Null, Stop));

        Assert.Contains("there is no ts", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _scene.Dispose();

    static LocalDate SystemClockDate() => LocalDate.FromDateTime(DateTime.UnixEpoch.AddMilliseconds(
        TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));

    async Task ExportAsync(string folder, ExportRange range) => await ExportVerb.RunAsync(
        _scene.Config, _scene.Path(folder), range, TextWriter.Null, TimeProvider.System, Stop);

    static void WriteManifestAnew(string folder)
    {
        var path = Path.Combine(folder, Manifest.FileName);
        var files = Directory.EnumerateFiles(folder, "*.ndjson", SearchOption.AllDirectories)
            .Select(file => Manifest.Describe(folder, Path.GetRelativePath(folder, file))).ToList();
        File.Delete(path);
        new Manifest { Format = StoreExport.Format, Made = Some.NoonTime, Source = "a test", Wearers = [new("ana", null)], Files = files }
            .Write(folder);
    }

    static async Task<IReadOnlyList<string>> ReportsAsync(ServiceConfig config)
    {
        await using var session = await StoreSession.OpenAsync(config, Stop);
        return [.. (await session.Store.ReadDaysAsync("ana", new(2000, 1, 1), new(2100, 1, 1), Stop)).Select(row => row.Report)];
    }
}
