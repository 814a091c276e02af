using ActivitySync.Access;
using ActivitySync.Core.Decoding;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using ActivitySync.Notify;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;

namespace ActivitySync.Hosting;

/// <summary>All settings, each room's own, read and checked.</summary>
internal sealed record ServiceConfig
{
    public MqttOptions Mqtt { get; init; } = new();
    public IngestOptions Ingest { get; init; } = new();
    public SpoolOptions Spool { get; init; } = new();
    public StorageOptions Storage { get; init; } = new();
    public JobOptions Jobs { get; init; } = new();
    public PublishOptions Publish { get; init; } = new();
    public HomeAssistantOptions HomeAssistant { get; init; } = new();
    public NudgesOptions Nudges { get; init; } = new();
    public NotifyOptions Notify { get; init; } = new();
    public NotificationTemplates Templates { get; init; } = NotificationTemplates.BuiltIn;
    public HttpOptions Http { get; init; } = new();
    public MetricsOptions Metrics { get; init; } = new();
    public LoggingOptions Logging { get; init; } = new();
    public required Household Household { get; init; }
    public IReadOnlyList<Source> Sources { get; init; } = [];

    /// <summary>Those of sources.json, and those that post to us over HTTP.</summary>
    public IReadOnlyList<Source> AllSources => [.. Sources, .. HttpSources.Of(Mqtt.TopicPrefix)];

    /// <summary>Where activitysync.json and wearers.json are; empty when made in code.</summary>
    public string Folder { get; init; } = "";
}
