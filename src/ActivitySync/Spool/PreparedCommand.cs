using Microsoft.Data.Sqlite;

namespace ActivitySync.Spool;

/// <summary>One statement for many rows within a transaction: read once by SQLite, bound again and again.</summary>
internal sealed class PreparedCommand : IDisposable
{
    readonly SqliteCommand _command;

    /// <param name="transaction">Where it runs.</param>
    /// <param name="sql">The statement, with values $1, $2 and so on.</param>
    /// <param name="values">How many of them.</param>
    public PreparedCommand(SqliteTransaction transaction, string sql, int values)
    {
        _command = transaction.Connection!.CreateCommand();
        _command.Transaction = transaction;
        _command.CommandText = sql;
        for (var number = 1; number <= values; number++)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = $"${number}" });
        }
    }

    /// <summary>Runs it with these values.</summary>
    public void Run(params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i];
        }
        _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();
}
