using System.ComponentModel.DataAnnotations;

namespace ActivitySync.Hosting;

/// <summary>Who is told how the service is, beside whoever asks /metrics.</summary>
internal sealed class MetricsOptions
{
    /// <summary>A collector that takes OTLP over HTTP, with its path; empty for none.</summary>
    public string OtlpUrl { get; init; } = "";

    /// <summary>How often it is told.</summary>
    [Range(1, 3_600)]
    public int OtlpEverySeconds { get; init; } = 60;
}
