using ActivitySync.Core.Telemetry;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using ActivitySync.Storage;
using ActivitySync.Storage.Sqlite;
using ActivitySync.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.Tests.Storage;

/// <summary>
/// Pages that hold together with rows in them that nobody wrote: every column of every table holds nonsense once, in all
/// kinds. No read of the store throws, nor a job.
/// </summary>
public sealed class SqliteNonsenseTests
{
    static readonly LocalDate First = new(2026, 6, 12);
    static readonly LocalDate Last = new(2026, 6, 15);

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Columns()
    {
        using var folder = new TempFolder();
        var data = new TheoryData<string, string>();
        using var connection = new SqliteConnection($"Data Source={folder.File("any.db")};Pooling=False");
        connection.Open();
        Schema.Bring(connection);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            data.Add(rows.GetString(0), rows.GetString(1));
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task A_column_full_of_nonsense_stops_neither_a_reader_nor_a_job(string table, string column)
    {
        var folder = new TempFolder(); // the road's in the end
        await FillAsync(folder.Path);
        Spoil(folder.File("activity.db"), table, column);

        await ReadAllAsync(folder.Path);
        await using var road = new Road(folder, [Some.Wearer(zone: "UTC")]);
        await road.PrepareAsync(Stop);
        for (var date = First; date < Last; date = date.PlusDays(1))
        {
            road.Spool.State.TouchAll([new DayKey("ana", date)]);
        }
        await road.Scorer.RunAsync(Stop);
        await road.Progress.RunAsync(Stop);

        Assert.DoesNotContain(road.Spool.State.TouchedDays(), day => day.Date < Last);
    }

    [Fact]
    public async Task A_day_whose_newest_report_is_nonsense_is_told_by_the_one_before_and_comes_back_when_derived()
    {
        using var folder = new TempFolder();
        await using var store = Open(folder.Path);
        await store.PrepareAsync(Stop);
        var one = new DayRow("ana", First, 1, 1, 5, "{\"a\":1}", [DayField.Of("score", 7L)]);
        await store.AppendDaysAsync([one, one with { Revision = 2, Report = "{\"a\":2}" }], Stop);
        Run(folder.File("activity.db"), "UPDATE day SET report = '{\"a\":' WHERE revision = 2");

        Assert.Equal(one.Report, Assert.Single(await store.ReadDaysAsync("ana", First, First, Stop)).Report);

        await store.AppendDaysAsync([one with { Revision = 2, Report = "{\"a\":3}" }], Stop);
        Assert.Equal("{\"a\":3}", Assert.Single(await store.ReadDaysAsync("ana", First, First, Stop)).Report);
    }

    [Theory]
    [InlineData("\"status\":\"", "\"status\":\"X")] // no status of ours
    [InlineData("\"date\":\"2026-06-13\"", "\"date\":\"2026-06-33\"")] // no date
    [InlineData("\"date\":\"2026-06-13\"", "\"date\":\"2026-06-03\"")] // another day's
    [InlineData("\"wearer\":\"ana\"", "\"wearer\":\"anb\"")]
    [InlineData("\"rule_version\":", "\"rule_versiom\":")]
    public async Task A_report_that_is_none_any_more_is_derived_again(string whole, string changed)
    {
        var folder = new TempFolder(); // the road's in the end
        await FillAsync(folder.Path);
        var date = First.PlusDays(1);
        Run(folder.File("activity.db"), $"UPDATE day SET report = replace(report, '{whole}', '{changed}') WHERE date = '2026-06-13'");
        await using var road = new Road(folder, [Some.Wearer(zone: "UTC")]);
        await road.PrepareAsync(Stop);
        Assert.Null(StoredReports.TryParse(Assert.Single(await road.Store.ReadDaysAsync("ana", date, date, Stop))));

        road.Spool.State.TouchAll([new DayKey("ana", date)]);
        await road.Scorer.RunAsync(Stop);

        var row = Assert.Single(await road.Store.ReadDaysAsync("ana", date, date, Stop));
        Assert.Equal(7_200, StoredReports.Parse(row).Steps);
    }

    static SqliteStore Open(string folder) =>
        new(new SqliteStoreOptions { Folder = folder }, NullLogger<SqliteStore>.Instance, TimeProvider.System);

    static async Task FillAsync(string folder)
    {
        await using var road = new Road(Some.Wearer(zone: "UTC"));
        await road.PrepareAsync(Stop);
        for (var day = 3; day >= 0; day--)
        {
            road.ReceiveDay(Some.Noon - (12 * Some.HourMs) - (day * Some.DayMs), 10);
        }
        road.Receive("activitysync/v1/ana/watch/heart_rate", $$"""[{"ts":{{Some.Noon - Some.DayMs}},"bpm":61},{"ts":{{Some.Noon - Some.DayMs + 5000}},"bpm":63}]""");
        road.Receive("activitysync/v1/ana/journal", $$"""{"ts":{{Some.Noon - Some.DayMs}},"kind":"pain","value":3}""");
        await road.DrainAsync(Stop);
        await road.Scorer.RunAsync(Stop);
        await road.Progress.RunAsync(Stop);
        await road.Store.AppendTargetsAsync([.. Enumerable.Range(0, 3).Select(i => new TargetRow("ana", First.PlusDays(i), 1, 6_000, "HOLD", "Because.", "{}"))], Stop);
        await road.Store.MarkRawFromAsync("ana", Some.Noon - (60 * Some.DayMs), Stop);
        Run(Path.Combine(road.Folder, "activity.db"), $"VACUUM INTO '{Path.Combine(folder, "activity.db")}'");
    }

    // The file's rules are taken off first, as the disk does not know them.
    static void Spoil(string path, string table, string column)
    {
        Run(path, "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(replace(replace(replace(sql, ' STRICT, WITHOUT ROWID', "
            + "' WITHOUT ROWID'), ' STRICT', ''), ' NOT NULL', ''), 'CHECK(id = 0)', '') WHERE type = 'table'; PRAGMA writable_schema = RESET");
        var nonsense = new[] { "NULL", "''", "'nonsense'", "'2026-06-1\u0001'", "x'FF00FE'", "-1", "9223372036854775807", "1099511627776", "-9223372036854775807", "1e300", "'{\"score\":\"x\"}'" };
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        var spoilt = 0;
        for (var i = 0; i < nonsense.Length; i++)
        {
            try
            {
                spoilt += Run(connection, $"UPDATE OR REPLACE {table} SET {column} = {nonsense[i]} WHERE ({Key(table)}) = "
                    + $"(SELECT {Key(table)} FROM {table} ORDER BY {Key(table)} LIMIT 1 OFFSET {i} % (SELECT count(*) FROM {table}))");
            }
            catch (SqliteException reason) when (reason.SqliteErrorCode is 19 or 20)
            {
                // A key without a value, or a row number that is none: such a row cannot be in a page.
            }
        }
        Assert.True(spoilt > 0 || column == "id", $"{table}.{column} is as it was");
    }

    static string Key(string table) => table switch
    {
        "name" or "series" or "page_check" => "id",
        "steps" or "heart_rate" or "journal" => "series, time_ms",
        "day" or "target" => "wearer, date, revision",
        "hour" => "wearer, date, revision, hour",
        "progress" => "wearer, time_ms",
        _ => "wearer",
    };

    static void Run(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Run(connection, sql);
    }

    static int Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    static async Task ReadAllAsync(string folder)
    {
        await using var store = Open(folder);
        await store.PrepareAsync(Stop);
        var (from, to) = (new LocalDate(1678, 1, 1), new LocalDate(2261, 12, 31));
        foreach (var wearer in (await store.ReadWearersAsync(Stop)).Append("ana"))
        {
            await store.ReadSpanAsync(wearer, Stop);
            await store.ReadRawFromAsync(wearer, Stop);
            var batch = new SampleBatch();
            batch.Steps.AddRange(await store.ReadStepsAsync(wearer, StoreLimits.EarliestMs, StoreLimits.LatestMs, Stop));
            batch.HeartRates.AddRange(await store.ReadHeartRatesAsync(wearer, StoreLimits.EarliestMs, StoreLimits.LatestMs, Stop));
            batch.Journal.AddRange(await store.ReadJournalAsync(wearer, StoreLimits.EarliestMs, StoreLimits.LatestMs, Stop));
            await store.ReadLastStepsAsync(wearer, StoreLimits.LatestMs, Stop);
            // What is handed out, another store takes.
            StoreLimits.Check(batch);
            Assert.All(await store.ReadDaysAsync(wearer, from, to, Stop), StoreLimits.Check);
            Assert.All(await store.ReadTargetsAsync(wearer, from, to, Stop), StoreLimits.Check);
            Assert.All(await store.ReadHoursAsync(wearer, from, to, Stop), StoreLimits.Check);
            Assert.All(await store.ReadHourRevisionsAsync(wearer, from, to, Stop), StoreLimits.Check);
            Assert.All(await store.ReadProgressAsync(wearer, StoreLimits.EarliestMs, StoreLimits.LatestMs, Stop), StoreLimits.Check);
            for (var date = First; date < Last; date = date.PlusDays(1))
            {
                await store.ReadDayRevisionsAsync(wearer, date, Stop);
                await store.ReadTargetRevisionsAsync(wearer, date, Stop);
            }
        }
    }
}
