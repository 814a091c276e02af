using System.Buffers;
using System.Text.Json;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// Reads the JSON documents of an answer to /query, row by row, without building a tree. Status 200 means little there:
/// errors and cuts are inside, and are looked for in every document.
/// </summary>
internal sealed class QueryParser(Action<QueryRow> onRow)
{
    readonly QueryRow _row = new();

    /// <summary>The error of the statement; null while there is none.</summary>
    public string? Error { get; private set; }

    /// <summary>
    /// Whether the last document said that more follows. True at the end means that the server cut the answer.
    /// </summary>
    public bool IsPartial { get; private set; }

    /// <summary>Documents seen. None means that the answer was no answer.</summary>
    public int Documents { get; private set; }

    /// <summary>Reads one document.</summary>
    /// <exception cref="JsonException">It is not what /query answers with.</exception>
    public void Read(ReadOnlySequence<byte> document)
    {
        Documents++;
        IsPartial = false;
        var reader = new Utf8JsonReader(document);
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject);
        while (Property(ref reader) is { } name)
        {
            switch (name)
            {
                case "results":
                    EachObject(ref reader, ReadResult);
                    break;
                case "error":
                    Error ??= reader.GetString();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    delegate void ReadObject(ref Utf8JsonReader reader);

    void ReadResult(ref Utf8JsonReader reader)
    {
        while (Property(ref reader) is { } name)
        {
            switch (name)
            {
                case "series":
                    EachObject(ref reader, ReadSeries);
                    break;
                case "error":
                    Error ??= reader.GetString();
                    break;
                case "partial":
                    IsPartial |= reader.TokenType == JsonTokenType.True;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    void ReadSeries(ref Utf8JsonReader reader)
    {
        _row.BeginSeries();
        while (Property(ref reader) is { } name)
        {
            switch (name)
            {
                case "name":
                    _row.Measurement = reader.GetString() ?? "";
                    break;
                case "tags":
                    Expect(ref reader, JsonTokenType.StartObject);
                    while (Property(ref reader) is { } tag)
                    {
                        _row.AddTag(tag, reader.GetString() ?? "");
                    }
                    break;
                case "values":
                    Expect(ref reader, JsonTokenType.StartArray);
                    while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
                    {
                        ReadRow(ref reader);
                    }
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    void ReadRow(ref Utf8JsonReader reader)
    {
        _row.ClearCells();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.Number:
                    // A fraction in a whole column can only come from another writer; the nearest whole is what we can hold.
                    if (reader.TryGetInt64(out var whole))
                    {
                        _row.Add(whole);
                    }
                    else
                    {
                        _row.Add(reader.GetDouble());
                    }
                    break;
                case JsonTokenType.String:
                    _row.Add(reader.GetString()!);
                    break;
                case JsonTokenType.True:
                    _row.Add(1L);
                    break;
                default:
                    reader.Skip();
                    _row.AddNull();
                    break;
            }
        }
        onRow(_row);
    }

    static void EachObject(ref Utf8JsonReader reader, ReadObject read)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            read(ref reader);
        }
    }

    // Goes to the next property and onto its value; null at the end of the object.
    static string? Property(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.PropertyName)
        {
            Expect(ref reader, JsonTokenType.EndObject);
            return null;
        }
        var name = reader.GetString();
        reader.Read();
        return name;
    }

    static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (reader.TokenType != token)
        {
            throw new JsonException($"Expected {token} and found {reader.TokenType}.");
        }
    }
}
