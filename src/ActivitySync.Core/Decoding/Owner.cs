using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>Whose reading it is, and from which of their devices.</summary>
/// <param name="Wearer">Who wears the device.</param>
/// <param name="Device">Our name for it (see <see cref="Slug"/>).</param>
public sealed record Owner(Wearer Wearer, string Device)
{
    /// <summary>Finds the owner by device list, topic and source, in this order; null with the reason when nobody is.</summary>
    /// <param name="source">By whose rules.</param>
    /// <param name="rules">Who is known.</param>
    /// <param name="topic">Where the message came.</param>
    /// <param name="id">The publisher's id for the device; null when it gives none.</param>
    /// <param name="label">Words to name an unlisted device by; null for the id.</param>
    /// <param name="wearerHint">Whom the payload itself names; null when nobody.</param>
    /// <param name="why">Why there is no owner.</param>
    internal static Owner? Find(
        Source source, DecodingRules rules, TopicMatch topic, string? id, string? label, string? wearerHint, out Rejection? why)
    {
        id = string.IsNullOrWhiteSpace(id) ? topic.Device : id;
        var listed = Listed(source, id) ?? Listed(source, topic.Device);
        if (listed is null && id is not null && source.Device is null && !source.AllowUnknown)
        {
            why = new Rejection("unknown_device",
                $"The device {DeviceIds.Name(label ?? id)} is not listed under devices of the source {source.Name}. Add it " +
                "there with the id that \"quarantine show\" prints and replay the message, or set unknown to allow.");
            return null;
        }
        var device = listed?.Device ?? source.Device ?? (id is null ? source.Name : DeviceIds.Name(label ?? id));
        var name = listed?.Wearer ?? wearerHint ?? topic.Wearer ?? source.Wearer ?? "";
        why = null;
        if (rules.Wearers.TryGetValue(name, out var wearer)
            || (source is { AllowUnknown: true, Wearer: { } fallback } && rules.Wearers.TryGetValue(fallback, out wearer)))
        {
            return new Owner(wearer, device);
        }
        why = new Rejection("unknown_wearer",
            $"The message is for {DeviceIds.Name(name)}, who is not listed in wearers.json. Add them, or list the device " +
            $"under devices of the source {source.Name} with its wearer, and replay the message.");
        return null;
    }

    static DeviceOwner? Listed(Source source, string? id)
        => id is not null && source.Devices.TryGetValue(DeviceIds.Key(id), out var owner) ? owner : null;
}
