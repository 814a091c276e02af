using System.ComponentModel.DataAnnotations;
using ActivitySync.Storage.Influx;

namespace ActivitySync.Storage;

/// <summary>Which store.</summary>
internal enum StoreKind
{
    /// <summary>A file of ours; nothing to install.</summary>
    Sqlite,

    /// <summary>InfluxDB 1.x, 2.x or 3.x.</summary>
    Influx,
}

/// <summary>Where samples and reports are kept.</summary>
internal sealed class StorageOptions
{
    /// <summary>Sqlite needs nothing; Influx shares the series with Grafana and other tools.</summary>
    public StoreKind Kind { get; init; } = StoreKind.Sqlite;

    /// <summary>Folder of activity.db, for Kind Sqlite.</summary>
    [Required]
    public string Folder { get; init; } = "data";

    /// <summary>How long what is kept.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>For Kind Influx.</summary>
    public InfluxStoreOptions Influx { get; init; } = new();
}
