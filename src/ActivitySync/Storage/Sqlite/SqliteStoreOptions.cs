using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ActivitySync.Storage.Sqlite;

/// <summary>Where the embedded store keeps its file.</summary>
internal sealed record SqliteStoreOptions
{
    /// <summary>
    /// Folder for activity.db. Local disk, not a network share; back it up together with the spool. [data]
    /// </summary>
    [Required]
    public string Folder { get; init; } = "data";

    /// <summary>
    /// Whether this is the service's own store: it looks for damage at start and notes a stop in order. A verb beside it
    /// does neither. [true]
    /// </summary>
    public bool IsService { get; init; } = true;

    /// <summary>How long a write waits for another process that holds the file, seconds. [5]</summary>
    [Range(1, 60)]
    public int BusySeconds { get; init; } = 5;
}

/// <summary>Checks the settings at start.</summary>
[OptionsValidator]
internal sealed partial class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>;
