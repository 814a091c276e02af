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

    /// <summary>How long a write waits for another process that holds the file, seconds. [5]</summary>
    [Range(1, 60)]
    public int BusySeconds { get; init; } = 5;
}

/// <summary>Checks the settings at start.</summary>
[OptionsValidator]
internal sealed partial class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>;
