using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActivitySync.Storage.Sqlite;

/// <summary>
/// One prepared statement, bound by position (from 1) and run again and again without allocating, which
/// SqliteCommand cannot (it boxes each value). Belongs to one connection and one thread at a time.
/// </summary>
internal sealed class Statement : IDisposable
{
    readonly sqlite3 _database;
    readonly sqlite3_stmt _statement;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    /// <summary>Binds a number or NULL.</summary>
    public Statement BindOptional(int index, long? value)
    {
        Check(value is { } number
            ? raw.sqlite3_bind_int64(_statement, index, number) : raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <summary>Binds a number or NULL.</summary>
    public Statement BindOptional(int index, double? value)
    {
        Check(value is { } number
            ? raw.sqlite3_bind_double(_statement, index, number) : raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <summary>Binds text; null and empty text are both stored as NULL, see <see cref="IStore"/>.</summary>
    public Statement BindOptional(int index, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            Check(raw.sqlite3_bind_null(_statement, index));
            return this;
        }
        return Bind(index, value);
    }

    public Statement Bind(int index, string value)
    {
        if (value.Length == 0)
        {
            // An empty span is bound as NULL.
            Check(raw.sqlite3_bind_text(_statement, index, utf8z.FromString("")));
            return this;
        }
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length) + 1);
        var length = Encoding.UTF8.GetBytes(value, rented);
        Check(raw.sqlite3_bind_text(_statement, index, rented.AsSpan(0, length)));
        ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    /// <summary>
    /// Goes to the next row; false after the last one, when the statement is ready to be bound again.
    /// </summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }
        // The reason of a failed step is read before reset can change it; reset repeats the code.
        var failure = result == raw.SQLITE_DONE ? null : Failure(result);
        raw.sqlite3_reset(_statement);
        return failure is null ? false : throw failure;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>A number we keep as 32 bits; -1, which none of them is, where the disk holds more.</summary>
    public int Int32(int column) => Int64(column) is >= int.MinValue and <= int.MaxValue and var value ? (int)value : -1;

    public long? OptionalInt64(int column) => IsNull(column) ? null : raw.sqlite3_column_int64(_statement, column);

    public double? OptionalDouble(int column) => IsNull(column) ? null : raw.sqlite3_column_double(_statement, column);

    bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public string? Text(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL
        ? null
        : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void Dispose() => _statement.Dispose();

    void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Failure(result);
        }
    }

    SqliteException Failure(int result) => new(
        raw.sqlite3_errmsg(_database).utf8_to_string(), result & 0xFF, raw.sqlite3_extended_errcode(_database));
}
