using System.Text.Json;
using ActivitySync.Core.Scoring;

namespace ActivitySync.Publish;

/// <summary>The retained topic <c>state</c>: everything about today in one document.</summary>
internal static class StateJson
{
    public static void Write(Utf8JsonWriter json, TodayFacts today)
    {
        var progress = today.Progress;
        json.Date("date", today.Day.Date);
        json.Moment("day_start", today.Day.StartMs, today.Zone);
        json.Whole("steps", progress.Steps);
        json.Whole("target", progress.Target);
        json.Whole("asked_steps", progress.AskedSteps);
        json.Whole("remaining", progress.Remaining);
        json.Whole("progress_percent", today.Percent);
        json.Whole("expected_now", progress.ExpectedNow);
        json.Whole("enough_steps", progress.EnoughSteps);
        json.WriteBoolean("met", progress.IsMet);
        json.WriteString("excuse", Json.Word(progress.Excuse));
        json.Whole("walking_minutes", progress.Activity?.WalkingMinutes);
        json.Whole("active_hours", progress.Activity?.Hours.Hit);
        json.Whole("eligible_hours", progress.Activity?.Hours.Eligible);
        json.Whole("still_minutes", progress.Activity?.StillMinutes);
        json.Whole("still_now_minutes", progress.StillNowMinutes);
        json.Decimal("resting_bpm", progress.RestingBpm);
        json.Moment("last_sample", today.LastSampleMs, today.Zone);
        json.Whole("last_sample_age_minutes", today.LastSampleAgeMinutes);
        if (today.IsStale is { } isStale)
        {
            json.WriteBoolean("stale", isStale);
        }
        else
        {
            json.WriteNull("stale");
        }
        json.WriteString("target_reason", today.TargetReason);
        if (today.LastDay is { } last)
        {
            json.WriteStartObject("last_day");
            WriteDay(json, last);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("last_day");
        }
    }

    static void WriteDay(Utf8JsonWriter json, DayReport last)
    {
        json.Date("date", last.Date);
        json.WriteString("status", Json.Word(last.Status));
        json.Whole("steps", last.Steps);
        json.Whole("target", last.Target);
        json.Whole("score", last.Score);
        json.Whole("score_volume", last.Points?.Volume);
        json.Whole("score_spread", last.Points?.Spread);
        json.Whole("score_intensity", last.Points?.Intensity);
        json.Whole("score_consistency", last.Points?.Consistency);
        json.Whole("coverage", last.Coverage);
        json.Whole("streak", last.Streak);
    }
}
