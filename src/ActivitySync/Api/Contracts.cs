using System.Text.Json.Serialization;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;

namespace ActivitySync.Api;

/// <summary>A wearer.</summary>
/// <param name="Id">Part of every address below /wearers.</param>
/// <param name="Name">For people.</param>
/// <param name="Zone">IANA time zone they are in.</param>
/// <param name="Language">Language they are spoken to in.</param>
internal sealed record WearerView(string Id, string Name, string Zone, string Language)
{
    public static WearerView Of(Wearer wearer)
        => new(wearer.Id, wearer.Name ?? wearer.Id, wearer.Zones.Stays[^1].Zone.Id, wearer.Language ?? "en");
}

/// <summary>How the service is.</summary>
/// <param name="Status">ok, or unavailable.</param>
/// <param name="Parts">What it needs, each with the reason when it fails.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyList<HealthPart> Parts);

/// <summary>Names and shapes on the wire.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<WearerView>))]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext;
