namespace ActivitySync.IntegrationTests.Proof;

/// <summary>The storage section of a scene.</summary>
internal static class Stores
{
    public const string Sqlite = """{ "Kind": "Sqlite", "Folder": "{data}" }""";

    public static string Influx(Uri url) => $$"""{ "Kind": "Influx", "Influx": { "Url": "{{url}}", "Database": "road" } }""";
}
