using System.Text.Json;
using ActivitySync.Core.Decoding;

namespace ActivitySync.Hosting;

/// <summary>Reads sources.json: which publishers samples are taken from. Collects every problem, each a sentence.</summary>
internal static class SourcesFile
{
    static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The sources of a file; none when there is no such file.</summary>
    public static IReadOnlyList<Source> Read(string path, Household household, string prefix, List<string> problems)
    {
        if (!File.Exists(path))
        {
            return [];
        }
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            return Parse(document.RootElement, household, prefix, problems);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path} cannot be read: {reason.Message}");
            return [];
        }
        catch (JsonException reason)
        {
            problems.Add($"{path} is not readable JSON: {BrokenJson.Words(reason)}");
            return [];
        }
    }

    /// <summary>Reads the document; the list is complete only when no problem was added.</summary>
    public static IReadOnlyList<Source> Parse(JsonElement root, Household household, string prefix, List<string> problems)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("sources", out var list)
            || list.ValueKind != JsonValueKind.Array)
        {
            problems.Add("sources.json must be an object with an array called sources.");
            return [];
        }
        problems.AddRange(root.EnumerateObject().Where(property => property.Name != "sources")
            .Select(property => $"sources.json has an unknown key {property.Name}; it knows only sources."));
        var sources = new List<Source>();
        var number = 0;
        foreach (var element in list.EnumerateArray())
        {
            number++;
            if (new SourceParser(household, problems).Parse(element, number) is not { } source)
            {
                continue;
            }
            if (sources.Exists(other => other.Name == source.Name))
            {
                problems.Add($"sources.json lists {source.Name} twice. Each source needs a name of its own.");
                continue;
            }
            CheckTopics(source, sources, prefix, problems);
            sources.Add(source);
        }
        return sources;
    }

    // A message belongs to one source, and what we publish must never come back in.
    static void CheckTopics(Source source, List<Source> before, string prefix, List<string> problems)
    {
        foreach (var pattern in source.Patterns)
        {
            var place = $"sources.json, source {source.Name}: the topic {pattern.Text}";
            if (TopicPattern.Overlap(pattern.Filter, $"{prefix}/wearers/#") || TopicPattern.Overlap(pattern.Filter, $"{prefix}/status")
                || TopicPattern.Overlap(pattern.Filter, $"{prefix}/event/#"))
            {
                problems.Add($"{place} would read our own results ({prefix}/wearers/#, {prefix}/event/#, {prefix}/status). Name a narrower one.");
            }
            else if (TopicPattern.Overlap(pattern.Filter, $"{prefix}/v1/#"))
            {
                problems.Add($"{place} would read our own sample topics ({prefix}/v1/#), which need no source.");
            }
            foreach (var other in before)
            {
                if (other.Patterns.FirstOrDefault(theirs => TopicPattern.Overlap(pattern.Filter, theirs.Filter)) is { } theirs)
                {
                    problems.Add(
                        $"{place} overlaps with {theirs.Text} of the source {other.Name}. A message can belong to one source only.");
                }
            }
        }
    }
}
