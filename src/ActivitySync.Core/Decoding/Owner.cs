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
        var device = listed?.Device ?? source.Device ?? (id is null ? source.Name : DeviceIds.Name(label ?? id));
        var name = listed?.Wearer ?? wearerHint ?? topic.Wearer ?? source.Wearer ?? "";
        var wearer = rules.Wearers.GetValueOrDefault(name);
        var fallback = source is { AllowUnknown: true, Wearer: { } other } ? rules.Wearers.GetValueOrDefault(other) : null;
        fallback ??= rules.UnknownWearersCountFor;
        why = null;
        if (wearer is null && fallback is null && name.Length > 0)
        {
            why = new Rejection(Rejection.UnknownWearer,
                $"The message is for {DeviceIds.Name(name)}, who is not listed in wearers.json. Add them there, or the device " +
                $"with its wearer to devices of the source {source.Name} in sources.json; {Rejection.ThenReplay(Rejection.UnknownWearer)}.");
            return null;
        }
        if (listed is null && id is not null && source.Device is null && !source.AllowUnknown
            && wearer?.DevicePriority.Contains(device) != true)
        {
            why = new Rejection(Rejection.UnknownDevice,
                $"The device {device} is not listed under devices of the source {source.Name} in sources.json. Write " +
                $"\"devices\": {{ \"{Shown(id)}\": {{ \"device\": \"{(DeviceIds.IsHardware(id) ? "<a name>" : device)}\" }} }} there; {Rejection.ThenReplay(Rejection.UnknownDevice)}; or write " +
                "\"unknown\": \"allow\".");
            return null;
        }
        if (wearer is not null)
        {
            return new Owner(wearer, device);
        }
        if (fallback is not null)
        {
            return new Owner(fallback, name.Length > 0 ? DeviceOfStranger(name, device) : device);
        }
        why = new Rejection(Rejection.UnknownWearer,
            $"Nobody is named as the wearer of {device}. Name them under devices of the source {source.Name} in sources.json, " +
            $"or as its wearer; {Rejection.ThenReplay(Rejection.UnknownWearer)}.");
        return null;
    }

    /// <summary>Name of a device whose wearer is not known: it must not be taken for one of the wearer it counts for.</summary>
    internal static string DeviceOfStranger(string wearer, string device) => DeviceIds.Name($"{wearer}-{device}");

    // An id of hardware is told by quarantine show, not here: this sentence is logged.
    static string Shown(string id) => DeviceIds.IsHardware(id) || id.Length > 64 ? "<id that quarantine show prints>" : id;

    static DeviceOwner? Listed(Source source, string? id)
        => id is not null && source.Devices.TryGetValue(DeviceIds.Key(id), out var owner) ? owner : null;
}
