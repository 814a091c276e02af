using System.Text.Json;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using ActivitySync.Spool;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Publish;

/// <summary>
/// Events in JSON, each with the key by which it is the same event when it is found again. All carry <c>id</c> (that key),
/// <c>at</c> and <c>wearer</c>.
/// </summary>
internal static class EventWriter
{
    public const string Nudge = "nudge";
    public const string GoalMet = "goal_met";
    public const string TargetDecided = "target_decided";
    public const string DayClosed = "day_closed";
    public const string DeviceStale = "device_stale";
    public const string DeviceBack = "device_back";
    public const string JobFailed = "job_failed";
    public const string JobWorks = "job_works";

    /// <summary>Every kind of event.</summary>
    public static readonly IReadOnlyList<string> Kinds =
        [Nudge, GoalMet, TargetDecided, DayClosed, DeviceStale, DeviceBack, JobFailed, JobWorks];

    // Nobody gets up because of minutes sat through long ago; the rest is news for a day. Our choice.
    const long NudgeLifeMs = 15 * 60_000;
    const long LifeMs = 24 * 3_600_000;
    const long HourMs = 3_600_000;

    /// <summary>It is time to move.</summary>
    public static OutboxEvent OfNudge(Wearer wearer, LocalDate date, int number, int stillMinutes, long nowMs)
    {
        var language = Language.Of(wearer.Language);
        // Goes round from day to day as well, the same for everybody who looks again.
        var suggestion = language.Suggestion((Period.DaysBetween(new LocalDate(2000, 1, 1), date) * 5L) + number);
        return Of($"{NudgesOf(wearer, date)}{number}", Nudge, wearer.Id, nowMs, NudgeLifeMs, json =>
        {
            json.WriteString("text", language.Say("nudge", ("minutes", $"{stillMinutes}"), ("suggestion", suggestion)));
            json.WriteString("suggestion", suggestion);
            json.WriteNumber("minutes", stillMinutes);
            json.WriteNumber("number", number);
        });
    }

    /// <summary>How the keys of a day's nudges begin.</summary>
    public static string NudgesOf(Wearer wearer, LocalDate date) => $"{Nudge}/{wearer.Id}/{LocalDatePattern.Iso.Format(date)}/";

    /// <summary>What a day asks for is met, told once for each day; in a flare it is less than the target.</summary>
    public static OutboxEvent OfGoalMet(Wearer wearer, LocalDate date, int? steps, int? target, long nowMs)
        => Of($"{GoalMet}/{wearer.Id}/{LocalDatePattern.Iso.Format(date)}", GoalMet, wearer.Id, nowMs, LifeMs, json =>
        {
            json.Date("date", date);
            json.Whole("steps", steps);
            json.Whole("target", target);
        });

    /// <summary>Something was decided about the target; the same decision is told once.</summary>
    public static OutboxEvent OfTargetDecided(Wearer wearer, LocalDate date, TargetDecision decision, long nowMs)
    {
        var action = DecisionJson.Word(decision.Action);
        return Of($"{TargetDecided}/{wearer.Id}/{LocalDatePattern.Iso.Format(date)}/{action}/{decision.Steps}",
            TargetDecided, wearer.Id, nowMs, LifeMs, json =>
            {
                json.Date("date", date);
                json.WriteNumber("steps", decision.Steps);
                json.WriteString("action", action);
                json.WriteString("reason", DecisionWords.Of(Language.Of(wearer.Language), decision));
                json.WriteStartArray("choices");
                foreach (var choice in decision.Choices)
                {
                    json.WriteNumberValue(choice);
                }
                json.WriteEndArray();
            });
    }

    /// <summary>
    /// A day has its first report; later revisions are in its retained topic. The target is what the day asked for, as with
    /// <see cref="OfGoalMet"/>.
    /// </summary>
    public static OutboxEvent OfDayClosed(Wearer wearer, DayReport report, long nowMs)
        => Of($"{DayClosed}/{wearer.Id}/{LocalDatePattern.Iso.Format(report.Date)}", DayClosed, wearer.Id, nowMs, LifeMs, json =>
        {
            json.Date("date", report.Date);
            json.WriteString("status", Json.Word(report.Status));
            json.Whole("steps", report.Steps);
            json.Whole("target", report.ScoringTarget);
            json.WriteString("met", Json.Word(report.Met));
            json.Whole("score", report.Score);
            json.Whole("streak", report.Streak);
        });

    /// <summary>A device fell silent, told once for each silence.</summary>
    public static OutboxEvent OfDeviceStale(Wearer wearer, HeardDevice device, long nowMs)
        => OfDevice(DeviceStale, wearer, device, device.LastMs, nowMs);

    /// <summary>A device whose silence was told speaks again.</summary>
    public static OutboxEvent OfDeviceBack(Wearer wearer, HeardDevice device, long nowMs)
        => OfDevice(DeviceBack, wearer, device, device.StaleMs, nowMs);

    /// <summary>A job has not worked for a while, or works again; told once for each time.</summary>
    public static OutboxEvent OfJob(string kind, string job, string? reason, long sinceMs, long nowMs)
        => Of(KeyOfJob(kind, job, sinceMs), kind, "", nowMs, LifeMs, json =>
        {
            json.WriteString("job", job);
            json.WriteNumber("minutes", (nowMs - sinceMs) / 60_000);
            if (reason is not null)
            {
                json.WriteString("reason", reason);
            }
        });

    /// <summary>The key of such an event.</summary>
    public static string KeyOfJob(string kind, string job, long sinceMs) => $"{kind}/{job}/{sinceMs}";

    static OutboxEvent OfDevice(string kind, Wearer wearer, HeardDevice device, long sinceMs, long nowMs)
        => Of($"{kind}/{wearer.Id}/{device.Device}/{sinceMs}", kind, wearer.Id, nowMs, LifeMs, json =>
        {
            var zone = wearer.Zones.At(Instant.FromUnixTimeMilliseconds(nowMs));
            json.WriteString("device", device.Device);
            json.WriteNumber("hours", (nowMs - sinceMs) / HourMs);
            json.Moment("last_sample", sinceMs, zone);
        });

    static OutboxEvent Of(
        string key, string kind, string wearer, long nowMs, long lifeMs, Action<Utf8JsonWriter> write)
        => new(key, kind, wearer, nowMs, nowMs + lifeMs, Json.Object(json =>
        {
            json.WriteString("id", key);
            json.Moment("at", nowMs, DateTimeZone.Utc);
            if (wearer.Length > 0)
            {
                json.WriteString("wearer", wearer);
            }
            write(json);
        }));
}
