using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;
using ActivitySync.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Storage;

/// <summary>What is particular to a file: reopening, versions, damage, locks.</summary>
public sealed class SqliteStoreTests : IDisposable
{
    const long June = StoreContract.June;

    // A file of version 1 as released; never changed, so that every later version is tried against it.
    const string VersionOne = """
        PRAGMA application_id = 1095989614;
        PRAGMA user_version = 1;
        CREATE TABLE name(id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE series(id INTEGER PRIMARY KEY, measurement TEXT NOT NULL, wearer INTEGER NOT NULL,
            device INTEGER NOT NULL, kind TEXT NOT NULL, UNIQUE(measurement, wearer, device, kind)) STRICT;
        CREATE TABLE steps(series INTEGER NOT NULL, time_ms INTEGER NOT NULL, count INTEGER NOT NULL,
            length_ms INTEGER NOT NULL, boot TEXT, PRIMARY KEY(series, time_ms)) STRICT, WITHOUT ROWID;
        CREATE TABLE heart_rate(series INTEGER NOT NULL, time_ms INTEGER NOT NULL, bpm INTEGER NOT NULL,
            PRIMARY KEY(series, time_ms)) STRICT, WITHOUT ROWID;
        CREATE TABLE journal(series INTEGER NOT NULL, time_ms INTEGER NOT NULL, value TEXT, text TEXT,
            PRIMARY KEY(series, time_ms)) STRICT, WITHOUT ROWID;
        CREATE TABLE day(wearer TEXT NOT NULL, date TEXT NOT NULL, revision INTEGER NOT NULL,
            rule_version INTEGER NOT NULL, computed_ms INTEGER NOT NULL, report TEXT NOT NULL, figures TEXT NOT NULL,
            PRIMARY KEY(wearer, date, revision)) STRICT;
        CREATE TABLE target(wearer TEXT NOT NULL, date TEXT NOT NULL, revision INTEGER NOT NULL, steps INTEGER NOT NULL,
            action TEXT NOT NULL, reason TEXT NOT NULL, inputs TEXT NOT NULL,
            PRIMARY KEY(wearer, date, revision)) STRICT;
        INSERT INTO name VALUES (1, 'ann'), (2, 'watch');
        INSERT INTO series VALUES (1, 'steps', 1, 2, 'lifetime'), (2, 'steps', 1, 2, 'a_counter_of_later');
        INSERT INTO steps VALUES (1, 1717200000000, 12, 0, NULL), (2, 1717200000000, 13, 0, NULL);
        INSERT INTO day VALUES ('ann', '2024-06-01', 2, 1, 5, '{}', '{"steps":12,"score":7.0}');
        """;

    readonly SqliteFolder _folder = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete();

    [Fact]
    public async Task Data_is_there_after_closing_and_opening_again_and_no_log_is_left_beside_it()
    {
        await using (var store = _folder.Open())
        {
            await store.PrepareAsync(Stop);
            await store.WriteAsync(OneBeat(61), Stop);
            await store.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop);
        }
        Assert.Equal([_folder.File], Directory.GetFiles(_folder.Path));

        await using var again = _folder.Open();
        await again.PrepareAsync(Stop);

        Assert.Equal(61, Assert.Single(await again.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop)).Bpm);
    }

    [Fact]
    public async Task A_write_is_on_disk_before_the_store_is_closed()
    {
        await using var store = _folder.Open();
        await store.WriteAsync(OneBeat(61), Stop);

        await using var other = _folder.Open();

        Assert.Single(await other.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop));
    }

    [Fact]
    public async Task A_file_of_version_1_is_read()
    {
        await BuildAsync(VersionOne);
        await using var store = _folder.Open();
        await store.PrepareAsync(Stop);

        var steps = await store.ReadStepsAsync("ann", 0, long.MaxValue, Stop);
        var day = Assert.Single(await store.ReadDaysAsync("ann", new(2024, 6, 1), new(2024, 6, 1), Stop));

        Assert.Equal([new StepSample("ann", "watch", CounterKind.Lifetime, June, 12)], steps);
        Assert.Equal([DayField.Of("steps", 12L), DayField.Of("score", 7.0)], day.Fields);
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_with_a_sentence()
    {
        await BuildAsync(VersionOne + $"PRAGMA user_version = {Schema.Newest + 1};");
        await using var store = _folder.Open();

        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PrepareAsync(Stop));

        Assert.True(refusal.NeedsAttention);
        Assert.Contains("newer ActivitySync", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(OneBeat(1), Stop));
    }

    [Fact]
    public async Task A_database_of_another_program_is_left_alone()
    {
        await BuildAsync("CREATE TABLE theirs(x); INSERT INTO theirs VALUES (1);");
        await using var store = _folder.Open();

        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PrepareAsync(Stop));

        Assert.Contains("another program", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_left_alone()
    {
        var text = string.Concat(Enumerable.Repeat("not a database ", 500));
        await File.WriteAllTextAsync(_folder.File, text, Stop);
        await using var store = _folder.Open();

        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PrepareAsync(Stop));

        Assert.True(refusal.NeedsAttention);
        Assert.Contains("damaged", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(_folder.File, Stop));
    }

    [Fact]
    public async Task A_large_file_is_read_whole_after_a_stop_that_was_not_clean_and_once_a_month()
    {
        const long Large = PageCheck.SmallBytes + 1;
        const long Now = June;
        await using (var store = _folder.Open())
        {
            await store.PrepareAsync(Stop);
        }
        await using var connection = new SqliteConnection($"Data Source={_folder.File};Pooling=False");
        await connection.OpenAsync(Stop);
        PageCheck.NoteOpen(connection, isGood: true, Now);

        Assert.True(PageCheck.IsDue(connection, Large, Now + 1)); // still open: killed
        PageCheck.NoteClosed(connection);
        Assert.False(PageCheck.IsDue(connection, Large, Now + 1));
        Assert.True(PageCheck.IsDue(connection, PageCheck.SmallBytes, Now + 1)); // small: costs nothing
        Assert.True(PageCheck.IsDue(connection, Large, Now + PageCheck.OldMs));
        Assert.True(PageCheck.IsDue(connection, Large, Now - 1)); // the clock was set back
        PageCheck.NoteOpen(connection, isGood: false, Now + PageCheck.OldMs);
        PageCheck.NoteClosed(connection);
        Assert.True(PageCheck.IsDue(connection, Large, Now + PageCheck.OldMs)); // open is not good
    }

    [Fact]
    public async Task A_stop_in_order_is_noted_and_a_verb_beside_the_service_notes_nothing()
    {
        await using (var service = _folder.Open())
        {
            await service.PrepareAsync(Stop);
            await using (var verb = new SqliteStore(
                new SqliteStoreOptions { Folder = _folder.Path, IsService = false }, NullLogger<SqliteStore>.Instance, TimeProvider.System))
            {
                await verb.PrepareAsync(Stop);
            }
            Assert.Equal(1L, await IsOpenAsync());
        }
        Assert.Equal(0L, await IsOpenAsync());

        async Task<object?> IsOpenAsync()
        {
            await using var connection = new SqliteConnection($"Data Source={_folder.File};Pooling=False");
            await connection.OpenAsync(Stop);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT is_open FROM page_check";
            return await command.ExecuteScalarAsync(Stop);
        }
    }

    [Fact]
    public async Task A_file_held_by_another_process_is_waited_for_and_then_written()
    {
        await using var store = _folder.Open();
        await store.PrepareAsync(Stop);
        await using var other = new SqliteConnection($"Data Source={_folder.File};Pooling=False");
        await other.OpenAsync(Stop);
        await using (var holding = other.BeginTransaction(deferred: false))
        {
            var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(OneBeat(61), Stop));
            Assert.False(refusal.NeedsAttention);
            Assert.Empty(await store.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop));
        }

        await store.WriteAsync(OneBeat(61), Stop);

        Assert.Single(await store.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_said_in_a_sentence()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", Stop);
        await using var store = new SqliteStore(
            new SqliteStoreOptions { Folder = file }, NullLogger<SqliteStore>.Instance, TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PrepareAsync(Stop));

        Assert.True(refusal.NeedsAttention);
        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_made_while_writing_is_a_whole_store_of_that_moment()
    {
        await using var store = _folder.Open();
        await store.PrepareAsync(Stop);
        await store.WriteAsync(OneBeat(61), Stop);
        var other = new SqliteFolder();
        var writing = Task.Run(
            async () =>
            {
                for (var i = 1; i <= 50; i++)
                {
                    await store.WriteAsync(new() { HeartRates = { new("ben", "watch", June + i, 60) } }, Stop);
                }
            }, Stop);

        await store.BackupAsync(other.File, Stop);
        await writing;

        await using (var copy = other.Open())
        {
            await copy.PrepareAsync(Stop);
            Assert.Equal(61, Assert.Single(await copy.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop)).Bpm);
            await copy.WriteAsync(OneBeat(62), Stop);
        }
        await Assert.ThrowsAsync<IOException>(() => store.BackupAsync(other.File, Stop));
        other.Delete();
    }

    [Fact]
    public async Task What_is_erased_is_in_no_file_any_more()
    {
        await using var store = _folder.Open();
        var batch = new SampleBatch();
        for (var i = 0; i < 500; i++)
        {
            batch.Journal.Add(new("ann", JournalKind.Note, June + i, null, $"xyzzy secret {i}"));
        }
        await store.WriteAsync(batch, Stop);
        var sizeBefore = FilesText().Length;

        await store.EraseAsync("ann", Stop);

        var text = FilesText();
        Assert.DoesNotContain("xyzzy", text, StringComparison.Ordinal);
        Assert.True(text.Length < sizeBefore);

        string FilesText() => string.Concat(Directory.GetFiles(_folder.Path).Order().Select(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
            return reader.ReadToEnd();
        }));
    }

    [Fact]
    public async Task Old_samples_go_and_give_their_room_back_while_days_stay()
    {
        await FillAsync();
        await using var store = _folder.Open();
        await store.AppendDaysAsync([new("ann", new(2024, 6, 1), 1, 1, June, "{}", [])], Stop);
        var sizeBefore = new FileInfo(_folder.File).Length;

        await store.PruneAsync("ann", new PruneCut(June + (19_000 * 1000L), null, null), Stop);

        Assert.Equal(1_000, (await store.ReadHeartRatesAsync("ann", 0, long.MaxValue, Stop)).Count);
        Assert.Single(await store.ReadDaysAsync("ann", new(2024, 6, 1), new(2024, 6, 1), Stop));
        Assert.True(new FileInfo(_folder.File).Length < sizeBefore / 2);
    }

    [Theory]
    [InlineData(5, typeof(StoreUnavailableException))]
    [InlineData(13, typeof(StoreUnavailableException))]
    [InlineData(10, typeof(StoreUnavailableException))]
    [InlineData(778, typeof(StoreUnavailableException))]
    [InlineData(11, typeof(StoreUnavailableException))]
    [InlineData(19, typeof(StoreRefusedException))]
    [InlineData(18, typeof(StoreRefusedException))]
    [InlineData(1, null)]
    public void Each_error_of_SQLite_has_its_kind(int code, Type? kind) =>
        Assert.Equal(kind, SqliteFaults.Translate(new SqliteException("why", code), "activity.db")?.GetType());

    static SampleBatch OneBeat(int bpm) => new() { HeartRates = { new HeartRateSample("ann", "watch", June, bpm) } };

    async Task FillAsync()
    {
        await using var store = _folder.Open();
        await store.PrepareAsync(Stop);
        var batch = new SampleBatch();
        for (var i = 0; i < 20_000; i++)
        {
            batch.HeartRates.Add(new HeartRateSample("ann", "watch", June + (i * 1000L), 60));
        }
        await store.WriteAsync(batch, Stop);
    }

    async Task BuildAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.File};Pooling=False");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Stop);
    }
}
