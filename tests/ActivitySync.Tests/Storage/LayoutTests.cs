using System.Globalization;
using ActivitySync.Spool;
using ActivitySync.Storage.Sqlite;
using ActivitySync.Tests.Spool;
using ActivitySync.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Storage;

/// <summary>
/// Files of every layout that was released (Fixtures/layouts, one row in each table) become files of the present one. A
/// fixture is never changed: a step that was, makes it differ.
/// </summary>
public sealed class LayoutTests : IDisposable
{
    // A service notes in it that it has the file.
    const string Note = "page_check";

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly TempFolder _folder = new();

    public static TheoryData<int> SpoolVersions => [.. Enumerable.Range(1, SpoolSchema.Version)];

    public static TheoryData<int> StoreVersions => [.. Enumerable.Range(1, Schema.Newest)];

    [Theory]
    [MemberData(nameof(SpoolVersions))]
    public void A_spool_of_each_layout_becomes_one_of_the_present_with_every_row_in_it(int version)
    {
        var file = Make("spool", version);
        var before = Rows(file, Columns(file));

        SpoolFiles.Open(_folder.Path).Dispose();

        Assert.Empty(Directory.GetFiles(_folder.Path, "*damaged*"));
        Assert.Equal(before, Rows(file, Columns(Make("spool", version, "again"))));
        Assert.Equal(Layout(Fresh(folder => SpoolFiles.Open(folder).Dispose(), "spool.db")), Layout(file));
    }

    [Theory]
    [MemberData(nameof(StoreVersions))]
    public async Task A_store_of_each_layout_becomes_one_of_the_present_with_every_row_in_it(int version)
    {
        var file = Make("activity", version);
        var before = Rows(file, Columns(file));

        await OpenAsync(_folder.Path);

        Assert.Empty(Directory.GetFiles(_folder.Path, "*damaged*"));
        Assert.Equal(before, Rows(file, Columns(Make("activity", version, "again"))));
        Assert.Equal(Layout(Fresh(folder => OpenAsync(folder).GetAwaiter().GetResult(), "activity.db")), Layout(file));
    }

    [Fact]
    public void There_is_a_fixture_of_every_layout() => Assert.Equal(
        Enumerable.Range(1, SpoolSchema.Version).Select(version => $"spool-{version}.sql")
            .Concat(Enumerable.Range(1, Schema.Newest).Select(version => $"activity-{version}.sql")).Order(StringComparer.Ordinal),
        Directory.GetFiles(TestFolder.Path("Fixtures", "layouts")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    public void Dispose() => _folder.Dispose();

    string Make(string what, int version, string below = "")
    {
        var file = Path.Combine(Directory.CreateDirectory(_folder.File(below)).FullName, what + ".db");
        SpoolFiles.Run(file, File.ReadAllText(TestFolder.Path("Fixtures", "layouts", $"{what}-{version}.sql")));
        return file;
    }

    string Fresh(Action<string> open, string name)
    {
        var folder = Directory.CreateDirectory(_folder.File("fresh")).FullName;
        open(folder);
        return Path.Combine(folder, name);
    }

    static async Task OpenAsync(string folder)
    {
        await using var store = new SqliteStore(
            new SqliteStoreOptions { Folder = folder }, NullLogger<SqliteStore>.Instance, new ManualTime(Some.NoonTime));
        await store.PrepareAsync(Stop);
    }

    // Each table's columns; which a file of an older layout has, and a newer one has still.
    static List<(string Table, string Columns)> Columns(string file)
        => [.. Query(file, $"""
            SELECT name, (SELECT group_concat(name) FROM pragma_table_info(sqlite_schema.name))
            FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> '{Note}' ORDER BY name
            """).Select(row => (row[0], row[1]))];

    static List<string> Rows(string file, List<(string Table, string Columns)> columns)
    {
        var rows = columns.SelectMany(table => Query(file, $"SELECT {table.Columns} FROM {table.Table}")
            .Select(row => $"{table.Table}({table.Columns}): {string.Join(" | ", row)}")).ToList();
        Assert.All(columns, table => Assert.Contains(rows, row => row.StartsWith(table.Table + "(", StringComparison.Ordinal)));
        return rows;
    }

    static List<string> Layout(string file) => [.. Query(file, """
        SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY 1, 2, 3
        """).Concat(Query(file, "PRAGMA user_version")).Concat(Query(file, "PRAGMA application_id")).Select(row => string.Join(" | ", row))];

    static List<string[]> Query(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) switch
            {
                byte[] bytes => Convert.ToHexString(bytes),
                var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
            })]);
        }
        return rows;
    }
}
