namespace ActivitySync.Storage.Influx;

/// <summary>
/// Our fields have one type each by construction; this finds those that another program has written with another type.
/// A server holds a type for as long as the data around that time exists (1.x, 2.x: a shard, mostly a week; 3.x: the
/// table), even when the other's points are deleted, and refuses ours there.
/// </summary>
internal static class InfluxForeignFields
{
    /// <summary>What remains to be done, after "into this database".</summary>
    public const string ToDo =
        ", and the database holds on to it for that time. Name a database of our own in Storage:Influx:Database (export and " +
        "import take along what is stored), restart, then replay the quarantine.";

    const string Statement = """
        SHOW FIELD KEYS FROM "steps", "heart_rate", "resting_heart_rate", "journal", "day", "target", "hour", "progress"
        """;

    // What the encoders write; the figures of a day have their types from Figures.
    static readonly Dictionary<string, string> Types = new (string Type, string Fields)[]
    {
        ("integer",
            "steps.count steps.length_ms steps.milli heart_rate.bpm resting_heart_rate.bpm day.revision day.rule_version " +
            "day.computed_ms target.revision target.steps hour.hour hour.coarse_steps hour.minutes hour.revision hour.steps " +
            "hour.walking_minutes progress.told progress.steps progress.expected progress.target"),
        ("string",
            "steps.boot journal.exact journal.text day.report day.figures target.action target.reason target.inputs hour.date"),
        ("float", "journal.value hour.median_bpm"),
    }
    .SelectMany(row => row.Fields.Split(' ').Select(field => (field, row.Type)))
    .ToDictionary(one => one.field, one => one.Type);

    /// <summary>Fields of ours that have another type somewhere, in words.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(InfluxClient client, CancellationToken stop)
    {
        var found = new List<string>();
        // Columns: the field, its type. One that has two has two rows. A server that will not say has nothing to tell.
        await client.QueryAsync(
            Statement, null, 1000,
            row =>
            {
                if (Types.TryGetValue($"{row.Measurement}.{row.First}", out var ours) && row.Text(1) is { } type && type != ours)
                {
                    found.Add($"\"{row.First}\" of \"{row.Measurement}\" is {type} instead of {ours}");
                }
            },
            stop);
        return found;
    }
}
