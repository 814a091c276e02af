using System.Globalization;
using ActivitySync.Core.Telemetry;
using Microsoft.Data.Sqlite;

namespace ActivitySync.Storage.Sqlite;

/// <summary>
/// The one connection that writes, with its prepared statements. Each call is one transaction: on disk when it returns,
/// without a trace when it throws. Used by one caller at a time.
/// </summary>
internal sealed class ActivityWriter : IDisposable
{
    const string PutStep = """
        INSERT INTO steps(series, time_ms, count, length_ms, boot, milli, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE SET count = excluded.count, length_ms = excluded.length_ms, boot = excluded.boot,
            milli = excluded.milli, version = excluded.version
        WHERE (excluded.version, excluded.count, excluded.milli, excluded.length_ms, ifnull(excluded.boot, ''))
            > (version, count, milli, length_ms, ifnull(boot, ''))
        """;
    const string PutHeartRate = """
        INSERT INTO heart_rate(series, time_ms, bpm) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET bpm = excluded.bpm
        """;
    const string PutJournal = """
        INSERT INTO journal(series, time_ms, value, text) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET value = excluded.value, text = excluded.text
        """;
    const string PutDay = """
        INSERT INTO day(wearer, date, revision, rule_version, computed_ms, report, figures)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE SET rule_version = excluded.rule_version, computed_ms = excluded.computed_ms,
            report = excluded.report, figures = excluded.figures
        """;
    const string PutTarget = """
        INSERT INTO target(wearer, date, revision, steps, action, reason, inputs) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE SET steps = excluded.steps, action = excluded.action, reason = excluded.reason,
            inputs = excluded.inputs
        """;

    // 32 MB: some tenths of a second in which nobody else can write. Our choice.
    const int PagesAtOnce = 8192;

    readonly SqliteConnection _connection;
    readonly SeriesCatalog _catalog;
    readonly Statement _begin, _commit, _rollback, _putStep, _putHeartRate, _putJournal, _putDay, _putTarget;

    public ActivityWriter(SqliteConnection connection)
    {
        _connection = connection;
        _catalog = new SeriesCatalog(connection);
        _begin = new Statement(connection, "BEGIN IMMEDIATE");
        _commit = new Statement(connection, "COMMIT");
        _rollback = new Statement(connection, "ROLLBACK");
        _putStep = new Statement(connection, PutStep);
        _putHeartRate = new Statement(connection, PutHeartRate);
        _putJournal = new Statement(connection, PutJournal);
        _putDay = new Statement(connection, PutDay);
        _putTarget = new Statement(connection, PutTarget);
    }

    public void Write(SampleBatch batch, CancellationToken stop) => InTransaction(() =>
    {
        foreach (var step in batch.Steps)
        {
            stop.ThrowIfCancellationRequested();
            var series = _catalog.Id("steps", step.Wearer, step.Device, SeriesNames.Of(step.Counter));
            _putStep.Bind(1, series).Bind(2, step.TimeMs).Bind(3, step.Count).Bind(4, step.LengthMs)
                .BindOptional(5, step.Boot).Bind(6, step.Milli).Bind(7, step.Version).Run();
        }
        foreach (var beat in batch.HeartRates)
        {
            stop.ThrowIfCancellationRequested();
            var series = _catalog.Id(SeriesNames.Of(beat.Kind), beat.Wearer, beat.Device, "");
            _putHeartRate.Bind(1, series).Bind(2, beat.TimeMs).Bind(3, beat.Bpm).Run();
        }
        foreach (var entry in batch.Journal)
        {
            stop.ThrowIfCancellationRequested();
            var series = _catalog.Id("journal", entry.Wearer, "", SeriesNames.Of(entry.Kind));
            // Text keeps every digit of a decimal; a floating column would not.
            _putJournal.Bind(1, series).Bind(2, entry.TimeMs)
                .BindOptional(3, entry.Value?.ToString(CultureInfo.InvariantCulture)).BindOptional(4, entry.Text).Run();
        }
    });

    public void Append(IReadOnlyList<DayRow> rows) => InTransaction(() =>
    {
        foreach (var row in rows)
        {
            _putDay.Bind(1, row.Wearer).Bind(2, DerivedReader.Text(row.Date)).Bind(3, row.Revision)
                .Bind(4, row.RuleVersion).Bind(5, row.ComputedMs).Bind(6, row.Report)
                .Bind(7, Figures.Encode(row.Fields)).Run();
        }
    });

    public void Append(IReadOnlyList<TargetRow> rows) => InTransaction(() =>
    {
        foreach (var row in rows)
        {
            _putTarget.Bind(1, row.Wearer).Bind(2, DerivedReader.Text(row.Date)).Bind(3, row.Revision)
                .Bind(4, row.Steps).Bind(5, row.Action).Bind(6, row.Reason).Bind(7, row.Inputs).Run();
        }
    });

    /// <summary>Removes a wearer, and what was theirs from the free pages and the log too.</summary>
    public void Erase(string wearer)
    {
        InTransaction(() => WearerTables.EraseRows(_connection, wearer));
        _catalog.Forget();
        GiveBack();
    }

    public void Append(IReadOnlyList<HourRow> rows) => InTransaction(() => RollupTables.Put(_connection, rows));

    public void Append(IReadOnlyList<ProgressRow> rows) => InTransaction(() => RollupTables.Put(_connection, rows));

    public void MarkRawFrom(string wearer, long beforeMs) =>
        InTransaction(() => RollupTables.MarkRawFrom(_connection, wearer, beforeMs));

    /// <summary>Notes that a service uses the file, see <see cref="PageCheck"/>.</summary>
    public void NoteOpen(bool isGood, long nowMs) => InTransaction(() => PageCheck.NoteOpen(_connection, isGood, nowMs));

    /// <summary>Notes that it stopped in order.</summary>
    public void NoteClosed() => InTransaction(() => PageCheck.NoteClosed(_connection));

    /// <summary>Removes one slice of old samples; false when none is left.</summary>
    public bool PruneSamples(string wearer, long beforeMs)
    {
        var isMore = false;
        InTransaction(() => isMore = PrunedRows.RemoveSamples(_connection, wearer, beforeMs));
        return isMore;
    }

    /// <summary>Removes old progress and hours.</summary>
    public void PruneRollups(string wearer, PruneCut cut) =>
        InTransaction(() => PrunedRows.RemoveRollups(_connection, wearer, cut));

    public void Dispose()
    {
        _catalog.Dispose();
        foreach (var statement in
            (Statement[])[_begin, _commit, _rollback, _putStep, _putHeartRate, _putJournal, _putDay, _putTarget])
        {
            statement.Dispose();
        }
        _connection.Dispose();
    }

    /// <summary>Some free pages to the disk, and the log into the file; false when no free page is left.</summary>
    public bool GiveBackSome()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"PRAGMA incremental_vacuum({PagesAtOnce}); PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
        command.CommandText = "PRAGMA freelist_count";
        return (long)command.ExecuteScalar()! > 0;
    }

    void GiveBack()
    {
        while (GiveBackSome())
        {
        }
    }

    void InTransaction(Action work)
    {
        _begin.Run();
        try
        {
            work();
            _commit.Run();
        }
        catch
        {
            _catalog.Forget();
            Undo();
            throw;
        }
    }

    // After a full disk or an I/O error SQLite may have rolled back by itself; then there is nothing left to undo.
    void Undo()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
        {
            _rollback.Run();
        }
    }
}
