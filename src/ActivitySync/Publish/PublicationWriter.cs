using System.Buffers;
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
/// Writes what our retained topics should hold: for each wearer <c>day/{date}</c>, <c>target</c>, <c>state</c> and one
/// topic per figure, below <c>{prefix}/wearers/{wearer}/</c>. A figure that is not known is the word <c>unknown</c>, as
/// Home Assistant reads it, never 0.
/// </summary>
internal sealed class PublicationWriter(MqttOptions mqtt, PublishOptions options, MessageSpool spool)
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
                json.WriteStartObject();
                json.WriteNumber("revision", revised.Revision);
                json.WritePropertyName("report");
                json.WriteRawValue(DayReportJson.Write(revised.Report), skipInputValidation: true);
                json.WriteEndObject();
            });
        }
        if (reports.Count > 0 && reports[^1].Report is var last && last.Date == lastClosed)
        {
            yield return Of(wearer, "score", Whole(last.Score));
            yield return Of(wearer, "score_date", LocalDatePattern.Iso.Format(last.Date));
            yield return Of(wearer, "streak", Whole(last.Streak));
            yield return Of(wearer, "coverage", Whole(last.Coverage));
        }
    }

    /// <summary>Topics about today.</summary>
    /// <param name="wearer">Whose.</param>
    /// <param name="date">Today's local date.</param>
    /// <param name="progress">How far today has come.</param>
    /// <param name="lastClosed">The newest report; null before the first.</param>
    public IReadOnlyList<Publication> ForProgress(
        Wearer wearer, LocalDate date, Progress progress, DayReport? lastClosed)
    {
        if (!options.Enabled)
        {
            return [];
        }
        var target = progress.Decision ?? lastClosed?.Decision;
        var publications = new List<Publication>
        {
            Of(wearer, "state", json => WriteState(json, date, progress, lastClosed)),
            Of(wearer, "steps", Whole(progress.Steps)),
            Of(wearer, "target_steps", Whole(progress.Target)),
            Of(wearer, "remaining", Whole(progress.Remaining)),
            Of(wearer, "progress", Whole(Percent(progress))),
        };
        if (target is not null)
        {
            publications.Add(Of(wearer, "target", json => WriteTarget(json, progress, target)));
        }
        return publications;
    }

    /// <summary>Takes the topics of days away that are past the number to keep.</summary>
    public void ClearOldDays(Wearer wearer, LocalDate lastClosed)
    {
        var before = LocalDatePattern.Iso.Format(lastClosed.PlusDays(1 - options.DayTopics));
        spool.State.Clear(Topic(wearer, "day/"), Topic(wearer, $"day/{before}"));
    }

    static void WriteState(Utf8JsonWriter json, LocalDate date, Progress progress, DayReport? lastClosed)
    {
        json.WriteStartObject();
        json.WriteString("date", LocalDatePattern.Iso.Format(date));
        WriteNumber(json, "steps", progress.Steps);
        WriteNumber(json, "target", progress.Target);
        WriteNumber(json, "remaining", progress.Remaining);
        WriteNumber(json, "progress_percent", Percent(progress));
        WriteNumber(json, "expected_now", progress.ExpectedNow);
        WriteNumber(json, "enough_steps", progress.EnoughSteps);
        json.WriteBoolean("met", progress.IsMet);
        if (progress.LastSampleMs is { } lastMs)
        {
            json.WriteString("last_sample", InstantPattern.General.Format(Instant.FromUnixTimeMilliseconds(lastMs)));
        }
        if (lastClosed is not null)
        {
            json.WriteStartObject("last_day");
            json.WriteString("date", LocalDatePattern.Iso.Format(lastClosed.Date));
            json.WriteString("status", JsonNamingPolicy.SnakeCaseLower.ConvertName(lastClosed.Status.ToString()));
            WriteNumber(json, "steps", lastClosed.Steps);
            WriteNumber(json, "target", lastClosed.Target);
            WriteNumber(json, "score", lastClosed.Score);
            WriteNumber(json, "coverage", lastClosed.Coverage);
            WriteNumber(json, "streak", lastClosed.Streak);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    static void WriteTarget(Utf8JsonWriter json, Progress progress, Core.Targets.TargetDecision decision)
    {
        json.WriteStartObject();
        WriteNumber(json, "steps", progress.Target);
        json.WriteString("action", DecisionJson.Word(decision.Action));
        json.WriteString("reason", decision.Sentence);
        json.WritePropertyName("inputs");
        json.WriteRawValue(DecisionJson.Inputs(decision));
        json.WriteEndObject();
    }

    static int? Percent(Progress progress) => progress is { Steps: { } steps, Target: > 0 and var target }
        ? (int)((long)steps * 100 / target.Value)
        : null;

    static void WriteNumber(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    static string Whole(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "unknown";

    Publication Of(Wearer wearer, string field, string text) => new(Topic(wearer, field), Encoding.UTF8.GetBytes(text));

    Publication Of(Wearer wearer, string field, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }
        return new Publication(Topic(wearer, field), buffer.WrittenSpan.ToArray());
    }

    string Topic(Wearer wearer, string field) => $"{mqtt.TopicPrefix}/wearers/{wearer.Id}/{field}";
}
