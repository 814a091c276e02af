using System.Globalization;
using System.Text;
using System.Text.Json;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Ingest;
using ActivitySync.Spool;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Publish;

/// <summary>
/// Writes what our retained topics should hold: for each wearer <c>day/{date}</c>, <c>target</c>, <c>state</c>,
/// <c>journal</c> and one topic per figure, below <c>{prefix}/wearers/{wearer}/</c>. A figure that is not known is the word
/// <c>unknown</c>, as Home Assistant reads it, never 0.
/// </summary>
internal sealed class PublicationWriter(MqttOptions mqtt, PublishOptions options)
{
    /// <summary>Topics of the scored days, and of the last of them if it is the newest day there can be.</summary>
    public IEnumerable<Publication> ForDays(Wearer wearer, IReadOnlyList<RevisedReport> reports, LocalDate lastClosed)
    {
        if (!options.Enabled)
        {
            yield break;
        }
        foreach (var revised in reports.Where(revised => revised.Report.Date > lastClosed.PlusDays(-options.DayTopics)))
        {
            yield return Of(wearer, $"day/{LocalDatePattern.Iso.Format(revised.Report.Date)}", json =>
            {
                json.WriteNumber("revision", revised.Revision);
                json.WritePropertyName("report");
                json.WriteRawValue(DayReportJson.Write(revised.Report), skipInputValidation: true);
            });
        }
        if (reports.Count > 0 && reports[^1].Report is var last && last.Date == lastClosed)
        {
            yield return Of(wearer, "score", Whole(last.Score));
            yield return Of(wearer, "score_volume", Whole(last.Points?.Volume));
            yield return Of(wearer, "score_spread", Whole(last.Points?.Spread));
            yield return Of(wearer, "score_intensity", Whole(last.Points?.Intensity));
            yield return Of(wearer, "score_consistency", Whole(last.Points?.Consistency));
            yield return Of(wearer, "score_date", LocalDatePattern.Iso.Format(last.Date));
            yield return Of(wearer, "streak", Whole(last.Streak));
            yield return Of(wearer, "coverage", Whole(last.Coverage));
        }
    }

    /// <summary>Topics about today.</summary>
    public IReadOnlyList<Publication> ForProgress(TodayFacts today)
    {
        if (!options.Enabled)
        {
            return [];
        }
        var (wearer, progress) = (today.Wearer, today.Progress);
        var publications = new List<Publication>
        {
            Of(wearer, "state", json => StateJson.Write(json, today)),
            Of(wearer, "journal", json => JournalAnswer.Write(json, today)),
            Of(wearer, "steps", Whole(progress.Steps)),
            Of(wearer, "target_steps", Whole(progress.Target)),
            Of(wearer, "remaining", Whole(progress.Remaining)),
            Of(wearer, "progress", Whole(today.Percent)),
            Of(wearer, "walking_minutes", Whole(progress.Activity?.WalkingMinutes)),
            Of(wearer, "active_hours", Whole(progress.Activity?.Hours.Hit)),
            Of(wearer, "still_minutes", Whole(progress.Activity?.StillMinutes)),
            Of(wearer, "resting_heart_rate", progress.RestingBpm?.ToString("0.#", CultureInfo.InvariantCulture) ?? Unknown),
            Of(wearer, "last_sample", today.LastSampleMs is { } lastMs ? Json.MomentText(lastMs, today.Zone) : Unknown),
            Of(wearer, "last_sample_age", Whole(today.LastSampleAgeMinutes)),
            Of(wearer, "target_reason", today.TargetReason ?? Unknown),
        };
        if (today.Decision is { } decision)
        {
            publications.Add(Of(wearer, "target", json =>
            {
                json.Whole("steps", progress.Target);
                json.WriteString("action", DecisionJson.Word(decision.Action));
                json.WriteString("reason", today.TargetReason);
                json.WritePropertyName("inputs");
                json.WriteRawValue(DecisionJson.Inputs(decision));
            }));
        }
        return publications;
    }

    /// <summary>From which topic to before which one days are past the number to keep.</summary>
    public (string From, string Before) OldDays(Wearer wearer, LocalDate lastClosed)
        => (Topic(wearer, "day/"), Topic(wearer, $"day/{LocalDatePattern.Iso.Format(lastClosed.PlusDays(1 - options.DayTopics))}"));

    const string Unknown = "unknown";

    static string Whole(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? Unknown;

    Publication Of(Wearer wearer, string field, string text) => new(Topic(wearer, field), Encoding.UTF8.GetBytes(text));

    Publication Of(Wearer wearer, string field, Action<Utf8JsonWriter> write) => new(Topic(wearer, field), Json.Object(write));

    string Topic(Wearer wearer, string field) => $"{mqtt.TopicPrefix}/wearers/{wearer.Id}/{field}";
}
