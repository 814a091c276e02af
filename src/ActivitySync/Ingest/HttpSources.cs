using ActivitySync.Core.Decoding;

namespace ActivitySync.Ingest;

/// <summary>
/// Publishers that post to us over HTTP. What they post goes down the road as a message on a topic of its own that names
/// wearer and device; it is never subscribed to.
/// </summary>
internal static class HttpSources
{
    /// <summary>Formats that can be posted.</summary>
    public static readonly IReadOnlyList<string> Formats = ["health-auto-export", "health-connect-webhook"];

    public static IEnumerable<Source> Of(string prefix) => Formats.Select(format => new Source
    {
        Name = $"http-{format}",
        Format = PayloadFormats.ByName[format],
        Topics = [TopicPattern.Parse(Topic(prefix, format, "{wearer}", "{device}"), out _)!],
        AllowUnknown = true,
    });

    /// <summary>The topic a posted payload stands on.</summary>
    public static string Topic(string prefix, string format, string wearer, string device) => $"{prefix}/http/{format}/{wearer}/{device}";
}
