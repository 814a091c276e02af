using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ActivitySync.Storage.Influx;

/// <summary>Which InfluxDB, and how to talk to it. 1.x, 2.x and 3.x are told apart by asking.</summary>
internal sealed record InfluxStoreOptions
{
    /// <summary>Address, with the path prefix of a proxy if there is one. [http://127.0.0.1:8086]</summary>
    [Required]
    public string Url { get; init; } = "http://127.0.0.1:8086";

    /// <summary>Database (1.x, 3.x) or bucket (2.x). Made if it is missing and we may. [activitysync]</summary>
    [Required, RegularExpression("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")]
    public string Database { get; init; } = "activitysync";

    /// <summary>User of a 1.x server with authentication on; else empty.</summary>
    public string User { get; init; } = "";

    /// <summary>Password of that user.</summary>
    public string Password { get; init; } = "";

    /// <summary>API token of a 2.x or 3.x server; else empty.</summary>
    public string Token { get; init; } = "";

    /// <summary>Organization that owns a new bucket on 2.x; empty for the only one the token sees.</summary>
    public string Organization { get; init; } = "";

    /// <summary>
    /// How long a database made by us keeps data, days; 0 for ever. An existing one keeps its own rule, and where it does
    /// not tell it (3.x), this is taken for it. Samples older than that are not sent, because the server would refuse them. [0]
    /// </summary>
    [Range(0, 36_500)]
    public int RetentionDays { get; init; }

    /// <summary>Most points in one request. 5,000 is the knee: more only adds delay. [5000]</summary>
    [Range(1, 50_000)]
    public int BatchPoints { get; init; } = 5000;

    /// <summary>
    /// How long the server may be silent, seconds. 3.x needs more than 2: it answers after its log is flushed. [30]
    /// </summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>Most requests at once that write, and as many that read. Two fill a small server. [2]</summary>
    [Range(1, 16)]
    public int MaxConnections { get; init; } = 2;

    /// <summary>Compress what is sent: a ninth of the bytes for a tenth of the speed. [true]</summary>
    public bool Gzip { get; init; } = true;

    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"{Url} {Database}";
}

/// <summary>Checks the settings at start.</summary>
[OptionsValidator]
internal sealed partial class InfluxStoreOptionsValidator : IValidateOptions<InfluxStoreOptions>;
