using System.Text.Json;

namespace ActivitySync.Tests.Support;

/// <summary>The computed examples of the science paper (Fixtures/science.json), section by section.</summary>
internal static class Vectors
{
    public const string Trait = "science";

    public static JsonElement All { get; } =
        JsonDocument.Parse(File.ReadAllBytes(TestFolder.Path("Fixtures", "science.json"))).RootElement;

    public static JsonElement Section(string section) => All.GetProperty(section);

    /// <summary>Names of a section's entries, for theory data.</summary>
    public static TheoryData<string> NamesOf(string section)
    {
        var names = new TheoryData<string>();
        foreach (var entry in Section(section).EnumerateObject())
        {
            names.Add(entry.Name);
        }
        return names;
    }

    public static JsonElement Entry(string section, string name) => Section(section).GetProperty(name);

    public static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(element => (int)element.GetDecimal())];
}
