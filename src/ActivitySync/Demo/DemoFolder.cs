using System.Text.Json;
using System.Text.Json.Nodes;
using ActivitySync.Hosting;
using NodaTime;

namespace ActivitySync.Demo;

/// <summary>The demo's settings and wearers as files beside its data, so that every verb can be tried on it.</summary>
internal static class DemoFolder
{
    static readonly JsonSerializerOptions ForPeople = new() { WriteIndented = true };

    /// <summary>Writes activitysync.json and wearers.json.</summary>
    public static void Write(string folder, ServiceConfig config)
    {
        var data = Path.GetFullPath(folder);
        Write(Path.Combine(data, "activitysync.json"), new JsonObject
        {
            ["Mqtt"] = new JsonObject { ["Port"] = config.Mqtt.Port },
            ["Ingest"] = new JsonObject
            {
                ["MaxAgeDays"] = config.Ingest.MaxAgeDays,
                ["UnknownDevices"] = config.Ingest.UnknownDevices.ToString(),
            },
            ["Spool"] = new JsonObject { ["Folder"] = data },
            ["Storage"] = new JsonObject { ["Folder"] = data },
            ["Jobs"] = new JsonObject { ["GraceMinutes"] = config.Jobs.GraceMinutes },
        });
        Write(Path.Combine(data, "wearers.json"), new JsonObject
        {
            ["wearers"] = new JsonArray([.. config.Household.Wearers.Select(wearer => new JsonObject
            {
                ["id"] = wearer.Id,
                ["name"] = wearer.Name,
                ["zone"] = wearer.Zones.At(Instant.MinValue).Id,
                ["birthYear"] = wearer.BirthYear,
                ["devices"] = new JsonArray([.. wearer.DevicePriority.Select(device => JsonValue.Create(device))]),
            })]),
        });
    }

    static void Write(string path, JsonObject content) => File.WriteAllText(path, content.ToJsonString(ForPeople) + "\n");
}
