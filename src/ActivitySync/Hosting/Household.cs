using ActivitySync.Core.Telemetry;

namespace ActivitySync.Hosting;

/// <summary>The wearers this service counts for, in the order of wearers.json.</summary>
internal sealed class Household(IReadOnlyList<Wearer> wearers)
{
    public IReadOnlyList<Wearer> Wearers { get; } = wearers;

    public IReadOnlyDictionary<string, Wearer> ById { get; } = wearers.ToDictionary(wearer => wearer.Id);
}
