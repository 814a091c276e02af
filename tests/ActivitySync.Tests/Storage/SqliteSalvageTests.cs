using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;
using ActivitySync.Storage.Sqlite;
using ActivitySync.Tests.Support;
using Microsoft.Data.Sqlite;

namespace ActivitySync.Tests.Storage;

/// <summary>A damaged activity.db is set aside and every row that can be read goes on.</summary>
public sealed class SqliteSalvageTests : IDisposable
{
    const long June = StoreContract.June;
    const int Beats = 6_000;
    const int Steps = 3_000;
    const int Days = 60;

    readonly TempFolder _folder = new();
    readonly CapturedLog<SqliteStore> _log = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    string Db => _folder.File("activity.db");

    [Fact]
    public async Task A_file_that_is_whole_is_left_alone()
    {
        await FillAsync(_folder.Path);

        Assert.Equal((Beats, Steps, Days), await CountAsync(_folder.Path));
        Assert.Empty(Aside());
    }

    [Fact]
    public async Task Damaged_pages_cost_what_is_in_them_and_the_rest_goes_on()
    {
        await FillAsync(_folder.Path);
        Overwrite(Db, -80_000, [.. Enumerable.Repeat((byte)0xA5, 30_000)]);

        var (beats, steps, days) = await CountAsync(_folder.Path);

        Assert.InRange(beats + steps, (Beats + Steps) / 2, Beats + Steps);
        Assert.InRange(days, 1, Days);
        Assert.Contains("activity.db was damaged", Assert.Single(Errors()), StringComparison.Ordinal);
        Assert.Contains("activitysync rebuild --from", Assert.Single(Errors()), StringComparison.Ordinal);
        Assert.Single(Aside());
    }

    [Fact]
    public async Task A_file_without_its_first_page_gives_back_every_row()
    {
        await FillAsync(_folder.Path);
        Overwrite(Db, 0, new byte[4096]);

        Assert.Equal((Beats, Steps, Days), await CountAsync(_folder.Path));
        Assert.Single(Aside());
    }

    [Fact]
    public async Task Corrections_versions_texts_and_marks_come_back_as_they_were()
    {
        var entry = new JournalEntry("ann", JournalKind.Pain, June, 1.50m, "ü \"x\"");
        var sample = new StepSample("ann", "app", CounterKind.HourSlot, June, 12, 3_600_000, null, 345, 70_000);
        var day = new DayRow("ann", new(2024, 6, 1), 1, 1, 5, "{\"long\":\"" + new string('x', 9_000) + "\"}", [DayField.Of("score", 7.0)]);
        await using (var store = Open(_folder.Path))
        {
            await store.PrepareAsync(Stop);
            await store.WriteAsync(new SampleBatch { Steps = { sample with { Count = 11, Version = 1 } } }, Stop);
            await store.WriteAsync(new SampleBatch { Steps = { sample }, Journal = { entry } }, Stop);
            await store.AppendDaysAsync([day], Stop);
            await store.AppendHoursAsync([new("ann", new(2024, 6, 1), 3, 1, June, 60, 500, null, 4, 61.5)], Stop);
            await store.AppendProgressAsync([new("ann", June, 1, null, 3)], Stop);
            await store.AppendTargetsAsync([new("ann", new(2024, 6, 1), 1, 6_000, "HOLD", "Because.", "{}")], Stop);
            await store.MarkRawFromAsync("ann", June - 5, Stop);
        }
        Overwrite(Db, 0, new byte[4096]);

        await using var again = Open(_folder.Path);
        await again.PrepareAsync(Stop);

        Assert.Equal(sample, Assert.Single(await again.ReadStepsAsync("ann", 0, long.MaxValue, Stop)));
        Assert.Equal(entry, Assert.Single(await again.ReadJournalAsync("ann", 0, long.MaxValue, Stop)));
        Assert.Equal(day.Report, Assert.Single(await again.ReadDaysAsync("ann", day.Date, day.Date, Stop)).Report);
        Assert.Equal(61.5, Assert.Single(await again.ReadHoursAsync("ann", day.Date, day.Date, Stop)).MedianBpm);
        Assert.Equal(3, Assert.Single(await again.ReadProgressAsync("ann", 0, long.MaxValue, Stop)).Target);
        Assert.Equal(6_000, Assert.Single(await again.ReadTargetsAsync("ann", day.Date, day.Date, Stop)).Steps);
        Assert.Equal(June - 5, await again.ReadRawFromAsync("ann", Stop));
    }

    [Fact]
    public async Task Commits_behind_a_damaged_place_of_the_log_are_not_forgotten()
    {
        await LeaveWithLogAsync(_folder.Path);
        var log = Db + "-wal";
        Overwrite(log, new FileInfo(log).Length / 2, [0xA5, 0x5A, 0xA5]);

        var (beats, _, _) = await CountAsync(_folder.Path);

        Assert.InRange(beats, Beats - 200, Beats);
        Assert.Contains("its log is damaged", Assert.Single(Errors()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)] // killed while the new file was being written
    [InlineData(true)] // killed after the damaged one had its new name
    public async Task A_salvage_cut_short_is_finished_by_the_next_start(bool isSetAside)
    {
        await FillAsync(_folder.Path);
        if (isSetAside)
        {
            File.Copy(Db, Db + ".salvage");
            File.Move(Db, Db + ".damaged-20260615T115900Z");
        }
        else
        {
            await File.WriteAllBytesAsync(Db + ".salvage", [1, 2, 3], Stop);
        }

        Assert.Equal((Beats, Steps, Days), await CountAsync(_folder.Path));
        Assert.False(File.Exists(Db + ".salvage"));
    }

    [Fact]
    public async Task Damage_met_in_use_is_salvaged_at_once()
    {
        await FillAsync(_folder.Path);
        await using var store = Open(_folder.Path);
        await store.PrepareAsync(Stop);
        Overwrite(Db, -400_000, [.. Enumerable.Repeat((byte)0xA5, 350_000)]);
        SqliteConnection.ClearAllPools();

        await store.ReadDaysAsync("ann", new(2024, 1, 1), new(2024, 12, 31), Stop);
        await store.ReadStepsAsync("ann", 0, long.MaxValue, Stop);

        Assert.NotEmpty(await store.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop));
        Assert.Single(Aside());
    }

    /// <summary>tests/proof-fuzz runs many more: PROOF_FUZZ.</summary>
    [Fact]
    public async Task Bits_flipped_and_ends_cut_off_anywhere_never_stop_the_start_nor_cost_what_is_intact()
    {
        var rounds = Environment.GetEnvironmentVariable("PROOF_FUZZ") is { Length: > 0 } text
            ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 25;
        using var whole = new TempFolder();
        await LeaveWithLogAsync(whole.Path);
        var (salvaged, most) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            var random = new Random(round);
            using var one = new TempFolder();
            foreach (var end in (string[])["", "-wal"])
            {
                File.Copy(whole.File("activity.db" + end), one.File("activity.db" + end));
            }
            var flips = FileDamage.Do(one.File(random.Next(2) == 0 ? "activity.db" : "activity.db-wal"), random);

            var (beats, steps, days) = await CountAsync(one.Path);

            salvaged += Directory.GetFiles(one.Path, "*damaged*").Length > 0 ? 1 : 0;
            if (flips > 0)
            {
                // A flipped bit spoils at most the row it is in, or the link to what a row has on further pages.
                var lost = Beats + Steps + Days - beats - steps - days;
                Assert.True(lost <= flips, $"round {round}: {lost} rows of {Beats + Steps + Days} lost by {flips} flips");
                most = Math.Max(most, lost);
            }
        }
        if (Environment.GetEnvironmentVariable("PROOF_TABLE") is { Length: > 0 } table)
        {
            await File.AppendAllTextAsync(table,
                $"store files damaged {rounds} times: starts that failed 0, salvaged {salvaged}, most rows lost by flips {most} of {Beats + Steps + Days}\n", Stop);
        }
    }

    public void Dispose() => _folder.Dispose();

    SqliteStore Open(string folder) => new(new SqliteStoreOptions { Folder = folder }, _log, TimeProvider.System);

    async Task<(int Beats, int Steps, int Days)> CountAsync(string folder)
    {
        await using var store = Open(folder);
        await store.PrepareAsync(Stop);
        var (beats, steps, days) = (0, 0, 0);
        foreach (var wearer in await store.ReadWearersAsync(Stop))
        {
            beats += (await store.ReadHeartRatesAsync(wearer, StoreLimits.EarliestMs, StoreLimits.LatestMs, Stop)).Count;
            steps += (await store.ReadStepsAsync(wearer, StoreLimits.EarliestMs, StoreLimits.LatestMs, Stop)).Count;
            days += (await store.ReadDaysAsync(wearer, new(1678, 1, 1), new(2261, 12, 31), Stop)).Count;
        }
        return (beats, steps, days);
    }

    async Task FillAsync(string folder)
    {
        await using var store = Open(folder);
        await store.PrepareAsync(Stop);
        for (var lot = 0; lot < 30; lot++)
        {
            var batch = new SampleBatch();
            for (var i = lot * Beats / 30; i < (lot + 1) * Beats / 30; i++)
            {
                batch.HeartRates.Add(new("ann", i % 2 == 0 ? "watch" : "belt", June + (i * 1000L), 60 + (i % 100)));
            }
            for (var i = lot * Steps / 30; i < (lot + 1) * Steps / 30; i++)
            {
                batch.Steps.Add(new("ann", "watch", CounterKind.Delta, June + (i * 60_000L), i, 60_000, i % 7 == 0 ? "boot" : null));
            }
            await store.WriteAsync(batch, Stop);
        }
        var first = new NodaTime.LocalDate(2024, 6, 1);
        await store.AppendDaysAsync([.. Enumerable.Range(0, Days).Select(i => new DayRow(
            "ann", first.PlusDays(i), 1, 1, 5, "{\"text\":\"" + new string('x', 300 + (i * 100)) + "\"}", [DayField.Of("score", 7.0)]))], Stop);
    }

    // As a killed service leaves it: half in the file, half in the log.
    async Task LeaveWithLogAsync(string folder)
    {
        using var made = new TempFolder();
        await FillAsync(made.Path);
        var path = Path.Combine(folder, "activity.db");
        File.Copy(made.File("activity.db"), path);
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        // Changed in several commits: SQLite does not write what stays as it is.
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; UPDATE heart_rate SET bpm = bpm + 1 WHERE time_ms % 2000 = 0;"
            + "UPDATE steps SET count = count + 1; UPDATE heart_rate SET bpm = bpm + 1;";
        await command.ExecuteNonQueryAsync(Stop);
        var log = await File.ReadAllBytesAsync(path + "-wal", Stop);
        var file = await File.ReadAllBytesAsync(path, Stop);
        await connection.CloseAsync();
        await File.WriteAllBytesAsync(path, file, Stop);
        await File.WriteAllBytesAsync(path + "-wal", log, Stop);
    }

    // From the end where at is negative.
    static void Overwrite(string path, long at, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Seek(at, at < 0 ? SeekOrigin.End : SeekOrigin.Begin);
        file.Write(bytes);
    }

    List<string> Errors() => [.. _log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal))];

    List<string> Aside() => [.. Directory.GetFiles(_folder.Path, "*damaged*Z").Select(path => Path.GetFileName(path))];
}
