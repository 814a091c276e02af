namespace ActivitySync.Storage.Influx;

/// <summary>
/// One row of a result: the tags it is grouped by, and its columns in the order of the SELECT, column 0 being the time.
/// Reused for the next row; take from it what you keep.
/// </summary>
internal sealed class QueryRow
{
    readonly List<(string Name, string Value)> _tags = [];
    readonly List<(bool IsNull, long Whole, double Fraction, string? Text)> _cells = [];

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public long TimeMs => (_cells[0].Whole - WithinMsNs) / LineBuffer.NsPerMs;

    /// <summary>Nanoseconds within that millisecond, 0 to 999,999.</summary>
    public int WithinMsNs => (int)(((_cells[0].Whole % LineBuffer.NsPerMs) + LineBuffer.NsPerMs) % LineBuffer.NsPerMs);

    /// <summary>The measurement it is of.</summary>
    public string Measurement { get; set; } = "";

    /// <summary>The value of a tag the query groups by; empty where the row has none.</summary>
    public string Tag(string name)
    {
        foreach (var tag in _tags)
        {
            if (tag.Name == name)
            {
                return tag.Value;
            }
        }
        return "";
    }

    public bool IsNull(int column) => column >= _cells.Count || _cells[column].IsNull;

    /// <summary>Whether a column holds a number: where another program wrote our field, it may be a text.</summary>
    public bool IsNumber(int column) => !IsNull(column) && _cells[column].Text is null;

    /// <summary>The first column of a result that has no time.</summary>
    public string? First => Text(0);

    public bool IsTrue(int column) => Whole(column) == 1;

    /// <summary>A whole number; 0 where there is none.</summary>
    public long Whole(int column) => IsNull(column) ? 0 : _cells[column].Whole;

    /// <summary>A whole number; null where there is none.</summary>
    public long? OptionalWhole(int column) => IsNumber(column) ? _cells[column].Whole : null;

    /// <summary>A fraction, which servers print as a whole number where it is one; null where there is none.</summary>
    public double? OptionalFraction(int column) => IsNumber(column) ? _cells[column].Fraction : null;

    /// <summary>A text; null where there is none or an empty one, which is how we write none.</summary>
    public string? Text(int column) =>
        IsNull(column) || string.IsNullOrEmpty(_cells[column].Text) ? null : _cells[column].Text;

    public void BeginSeries()
    {
        _tags.Clear();
        Measurement = "";
    }

    public void AddTag(string name, string value) => _tags.Add((name, value));

    public void ClearCells() => _cells.Clear();

    public void AddNull() => _cells.Add((true, 0, 0, null));

    public void Add(long whole) => _cells.Add((false, whole, whole, null));

    /// <summary>A fraction; where a whole number is asked for, the nearest.</summary>
    public void Add(double fraction) => _cells.Add((false, (long)Math.Round(fraction), fraction, null));

    public void Add(string text) => _cells.Add((false, 0, 0, text));
}
