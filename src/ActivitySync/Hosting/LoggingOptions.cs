using System.ComponentModel.DataAnnotations;
using Serilog.Events;

namespace ActivitySync.Hosting;

/// <summary>What is logged, and where to.</summary>
internal sealed class LoggingOptions
{
    /// <summary>Information is a story of about ten lines a day; Debug tells every step; neither holds health values.</summary>
    public LogEventLevel Level { get; init; } = LogEventLevel.Information;

    /// <summary>One JSON object a line instead of text, for log collectors.</summary>
    public bool Json { get; init; }

    /// <summary>Also write to this file, one a day, kept for 14 days; empty for none.</summary>
    [StringLength(1_000)]
    public string File { get; init; } = "";
}
