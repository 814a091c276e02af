namespace ActivitySync.Storage.Sqlite;

/// <summary>
/// The words of a damaged store: which series its samples are of. Names and series stand in it twice, in their table and in
/// its index, so that either may be damaged. They get new ids.
/// </summary>
internal sealed class SalvagedSeries
{
    readonly Dictionary<long, string> _names = [];
    readonly Dictionary<long, List<object?[]>> _candidates = [];
    readonly Dictionary<long, (string Table, long Id)> _series = [];

    /// <summary>Notes a row of name or series; others are passed over.</summary>
    public void Note(string table, object?[] values)
    {
        var id = values[0] as long? ?? 0;
        if (table == "name")
        {
            _names.TryAdd(id, (string)values[1]!);
        }
        else if (table == "series")
        {
            if (!_candidates.TryGetValue(id, out var same))
            {
                _candidates[id] = same = [];
            }
            same.Add(values);
        }
    }

    /// <summary>When all are noted: enters those that make sense into the new store.</summary>
    public void Resolve(SeriesCatalog catalog)
    {
        foreach (var (id, candidates) in _candidates)
        {
            if (candidates.Find(MakesSense) is [_, string measurement, long wearer, long device, string kind])
            {
                _series[id] = (TableOf(measurement),
                    catalog.Id(measurement, _names[wearer], _names.GetValueOrDefault(device, ""), kind));
            }
        }
    }

    /// <summary>Puts a sample's new series into its row; false when it is of none. Other rows are as they are.</summary>
    public bool TryTranslate(string table, object?[] values)
    {
        if (table is not ("steps" or "heart_rate" or "journal"))
        {
            return true;
        }
        var isKnown = _series.TryGetValue((long)values[0]!, out var series) && series.Table == table;
        values[0] = series.Id;
        return isKnown;
    }

    bool MakesSense(object?[] series) => series is [_, string measurement, long wearer, long device, string kind]
        && _names.ContainsKey(wearer) && (device == 0 || _names.ContainsKey(device))
        && measurement switch
        {
            "steps" => SeriesNames.CounterOf(kind) is not null,
            "journal" => SeriesNames.JournalKindOf(kind) is not null,
            _ => kind.Length == 0,
        };

    static string TableOf(string measurement) => measurement is "steps" or "journal" ? measurement : "heart_rate";
}
