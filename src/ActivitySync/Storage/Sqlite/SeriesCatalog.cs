using Microsoft.Data.Sqlite;

namespace ActivitySync.Storage.Sqlite;

/// <summary>
/// Ids of series and names for the writer, remembered in memory. After a rollback it must be forgotten
/// (<see cref="Forget"/>): ids given out in that transaction do not exist.
/// </summary>
internal sealed class SeriesCatalog(SqliteConnection connection) : IDisposable
{
    const string AddName = "INSERT INTO name(slug) VALUES (?1) ON CONFLICT DO NOTHING";
    const string FindName = "SELECT id FROM name WHERE slug = ?1";
    const string AddSeries = """
        INSERT INTO series(measurement, wearer, device, kind) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING
        """;
    const string FindSeries = """
        SELECT id FROM series WHERE measurement = ?1 AND wearer = ?2 AND device = ?3 AND kind = ?4
        """;

    readonly Statement _addName = new(connection, AddName);
    readonly Statement _findName = new(connection, FindName);
    readonly Statement _addSeries = new(connection, AddSeries);
    readonly Statement _findSeries = new(connection, FindSeries);
    readonly Dictionary<(string Measurement, string Wearer, string Device, string Kind), long> _known = [];
    ((string Measurement, string Wearer, string Device, string Kind) Key, long Id) _last;

    /// <summary>
    /// The id of a series, given out now if it is new. Device and kind are empty where there is none.
    /// </summary>
    public long Id(string measurement, string wearer, string device, string kind)
    {
        var key = (measurement, wearer, device, kind);
        if (_last.Key == key)
        {
            return _last.Id;
        }
        if (!_known.TryGetValue(key, out var id))
        {
            id = Add(key);
            _known.Add(key, id);
        }
        _last = (key, id);
        return id;
    }

    public void Forget()
    {
        _known.Clear();
        _last = default;
    }

    public void Dispose()
    {
        _addName.Dispose();
        _findName.Dispose();
        _addSeries.Dispose();
        _findSeries.Dispose();
    }

    long Add((string Measurement, string Wearer, string Device, string Kind) key)
    {
        var wearer = NameId(key.Wearer);
        var device = key.Device.Length == 0 ? 0 : NameId(key.Device);
        _addSeries.Bind(1, key.Measurement).Bind(2, wearer).Bind(3, device).Bind(4, key.Kind).Run();
        return Found(_findSeries.Bind(1, key.Measurement).Bind(2, wearer).Bind(3, device).Bind(4, key.Kind));
    }

    long NameId(string slug)
    {
        _addName.Bind(1, slug).Run();
        return Found(_findName.Bind(1, slug));
    }

    static long Found(Statement query)
    {
        query.Step();
        var id = query.Int64(0);
        query.Step();
        return id;
    }
}
