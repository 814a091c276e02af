using System.Text.Json;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// Health Auto Export on iOS: <c>data.metrics[{name, data[{qty, date, source}]}]</c>. Rows are amounts in slots of the length
/// set in the app; the same slot is sent again and again and grows. Names are matched whole: <c>walking_step_length</c> is no
/// step count.
/// </summary>
internal sealed class HealthAutoExport : IPayloadFormat
{
    public static FormatCard Card { get; } = new("health-auto-export", _ => new HealthAutoExport())
    {
        Options = ["grouping"],
        HasTime = true,
    };

    public void Read(in RawMessage message, TopicMatch topic, Intake intake)
    {
        using var document = JsonPayload.Parse(message);
        if (document.RootElement.At("data", "metrics") is not { ValueKind: JsonValueKind.Array } metrics)
        {
            intake.Ignore("nothing_wanted", "The export holds no metrics.");
            return;
        }
        if (intake.IsStale(hasTime: true))
        {
            return;
        }
        var steps = new List<ExportedRow>();
        var heartRates = new List<ExportedRow>();
        var newestMs = 0L;
        foreach (var metric in metrics.EnumerateArray())
        {
            var rows = metric.Text("name") switch
            {
                "step_count" => steps,
                "heart_rate" => heartRates,
                _ => null,
            };
            newestMs = Math.Max(newestMs, Collect(metric, rows, topic, intake));
        }
        TakeSteps(steps, heartRates, newestMs, intake);
        heartRates.ForEach(row => TakeHeartRate(row, ReadingKind.HeartRate, row.Row.At("Avg") is null ? "qty" : "Avg", intake));
    }

    // Returns the newest date among the metric's rows: the nearest the export comes to saying when it was made.
    static long Collect(JsonElement metric, List<ExportedRow>? wanted, TopicMatch topic, Intake intake)
    {
        var isResting = metric.Text("name") == "resting_heart_rate";
        var newestMs = 0L;
        foreach (var row in metric.At("data") is { } data ? data.Rows(intake) : [])
        {
            if (wanted is null && !isResting)
            {
                newestMs = Math.Max(newestMs, ExportedRow.DateOf(row));
                continue;
            }
            if (intake.OwnerOf(topic, row.Text("source")) is not { } owner
                || ExportedRow.Read(row, owner, intake) is not { } read)
            {
                continue;
            }
            newestMs = Math.Max(newestMs, read.StartMs);
            wanted?.Add(read);
            if (isResting)
            {
                TakeHeartRate(read, ReadingKind.RestingHeartRate, "qty", intake);
            }
        }
        return newestMs;
    }

    static void TakeSteps(List<ExportedRow> steps, List<ExportedRow> heartRates, long newestMs, Intake intake)
    {
        foreach (var series in steps.GroupBy(row => row.Owner))
        {
            var slots = new ExportedSlots([.. series, .. heartRates], intake.Source.Grouping);
            foreach (var row in series)
            {
                var (counter, endMs) = slots.Of(row);
                row.Row.Number("qty", intake, amount => intake.Steps(
                    row.Owner, counter, endMs, amount, endMs - row.StartMs, asOfMs: newestMs));
            }
        }
    }

    static void TakeHeartRate(ExportedRow row, ReadingKind kind, string name, Intake intake)
        => row.Row.Number(name, intake, bpm => intake.HeartRate(row.Owner, kind, row.StartMs, bpm));
}
