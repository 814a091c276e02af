using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>A publisher that samples are taken from: where it publishes, how, and whose numbers they are.</summary>
public sealed record Source
{
    /// <summary>Its name in counts, quarantine and logs (see <see cref="Slug"/>).</summary>
    public required string Name { get; init; }

    /// <summary>How it writes (see <see cref="PayloadFormats"/>).</summary>
    public required FormatCard Format { get; init; }

    /// <summary>Where it publishes. Empty for the format's own topics.</summary>
    public IReadOnlyList<TopicPattern> Topics { get; init; } = [];

    /// <summary>Whose numbers they are where neither device nor topic tells; null when one of them always does.</summary>
    public string? Wearer { get; init; }

    /// <summary>The one device behind this source; null when topic or payload names it.</summary>
    public string? Device { get; init; }

    /// <summary>Known devices by the id the publisher gives them (MAC, IMEI, name; see <see cref="DeviceIds.Key"/>).</summary>
    public IReadOnlyDictionary<string, DeviceOwner> Devices { get; init; } = new Dictionary<string, DeviceOwner>();

    /// <summary>Take readings of devices that are not listed; else they go to quarantine.</summary>
    public bool AllowUnknown { get; init; }

    /// <summary>What step readings count from, where the format does not fix it.</summary>
    public CounterKind? Counter { get; init; }

    /// <summary>Replayed retained messages are left out even when they tell their own time.</summary>
    public bool IgnoreRetained { get; init; }

    /// <summary>Largest payload taken, kilobytes; null for the service's limit.</summary>
    public int? MaxPayloadKilobytes { get; init; }

    /// <summary>Home Assistant: first levels of the topics. Empty for the format's own.</summary>
    public string Base { get; init; } = "";

    /// <summary>Home Assistant: what each entity is; others are ignored.</summary>
    public IReadOnlyDictionary<string, EntityRule> Entities { get; init; } = new Dictionary<string, EntityRule>();

    /// <summary>Health Auto Export: the time grouping set in the app; null to infer it from each message.</summary>
    public CounterKind? Grouping { get; init; }

    /// <summary>Mapper: what to read out of a message.</summary>
    public IReadOnlyList<Reading> Readings { get; init; } = [];

    /// <summary>OwnTracks: ask for steps this often, minutes; null not to ask.</summary>
    public int? ReportStepsEveryMinutes { get; init; }

    /// <summary>The topics it is subscribed to and matched by.</summary>
    public IReadOnlyList<TopicPattern> Patterns => Topics.Count > 0 ? Topics : Format.TopicsOf(this);
}

/// <summary>Who wears a device, and what we call it.</summary>
/// <param name="Wearer">Whose it is; null to go by topic or source.</param>
/// <param name="Device">Our name for it; null to derive one.</param>
public sealed record DeviceOwner(string? Wearer, string? Device);

/// <summary>What a Home Assistant entity holds.</summary>
/// <param name="Kind">Steps or a heart rate.</param>
/// <param name="Counter">What steps count from; null for heart rates.</param>
/// <param name="Wearer">Whose it is; null for the source's wearer.</param>
/// <param name="Device">Our name for the device; null for the entity's own name.</param>
/// <param name="Time">
/// Attribute that tells when the state was measured (<c>last_updated</c>, or e.g. <c>date</c>); null for the receipt.
/// </param>
public sealed record EntityRule(ReadingKind Kind, CounterKind? Counter, string? Wearer, string? Device, string? Time);
