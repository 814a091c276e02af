using System.Text.Json;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// Open mHealth data points <c>{header, body}</c>, one or an array: omh:step-count 2 and 3, omh:heart-rate. For publishers
/// of one's own that want a documented form.
/// </summary>
internal sealed class OpenMHealth : IPayloadFormat
{
    public static FormatCard Card { get; } = new("open-mhealth", _ => new OpenMHealth()) { HasTime = true };

    public void Read(in RawMessage message, TopicMatch topic, Intake intake)
    {
        using var document = JsonPayload.Parse(message);
        var root = document.RootElement;
        if (intake.IsStale(hasTime: true))
        {
            return;
        }
        foreach (var point in root.ValueKind == JsonValueKind.Array ? root.Rows(intake) : [root])
        {
            ReadPoint(point, topic, intake);
        }
    }

    static void ReadPoint(JsonElement point, TopicMatch topic, Intake intake)
    {
        if (point.At("body") is not { } body || (body.At("step_count") ?? body.At("heart_rate")) is null)
        {
            return;
        }
        var user = point.At("header")?.Text("user_id");
        var hint = user is not null && intake.Rules.Wearers.ContainsKey(user) ? user : null;
        var device = point.At("header", "acquisition_provenance")?.Text("source_name");
        if (intake.OwnerOf(topic, device, wearerHint: hint) is not { } owner
            || Interval(body.At("effective_time_frame"), owner, intake) is not { } frame)
        {
            return;
        }
        if (body.At("heart_rate") is { } rate)
        {
            TakeValue(rate, intake, bpm => intake.HeartRate(owner, ReadingKind.HeartRate, frame.EndMs, bpm));
        }
        else if (body.At("descriptive_statistic") is not null)
        {
            intake.Ignore("nothing_wanted", "An average or extreme of steps is not a total.");
        }
        else if (frame.StartMs == frame.EndMs)
        {
            intake.Refuse("bad_interval", "A step count needs a time_interval with both ends, or with one and a duration.");
        }
        else
        {
            var asOfMs = point.At("header") is { } header && header.At("creation_date_time") is not null
                ? header.Time("creation_date_time", TimeFormat.Any, owner, intake) : frame.EndMs;
            if (asOfMs is { } known)
            {
                TakeValue(body.At("step_count")!.Value, intake, steps => intake.Steps(
                    owner, CounterKind.IntervalTotal, frame.EndMs, steps, frame.EndMs - frame.StartMs, asOfMs: known));
            }
        }
    }

    // Version 2 has the bare number where version 3 has value and unit.
    static void TakeValue(JsonElement value, Intake intake, Action<decimal> take)
    {
        if (PlainNumber.Read(value.At("value") ?? value, out var why) is { } number)
        {
            take(number);
        }
        else
        {
            intake.Refuse(why!);
        }
    }

    static (long StartMs, long EndMs)? Interval(JsonElement? frame, Owner owner, Intake intake)
    {
        if (frame?.At("date_time") is not null)
        {
            return frame.Value.Time("date_time", TimeFormat.Any, owner, intake) is { } moment ? (moment, moment) : null;
        }
        if (frame?.At("time_interval") is not { } interval)
        {
            intake.Refuse("no_time", "The data point has no effective_time_frame with date_time or time_interval.");
            return null;
        }
        var length = interval.At("duration") is { } duration ? DurationMs(duration) : null;
        var start = interval.At("start_date_time") is null ? null : interval.Time("start_date_time", TimeFormat.Any, owner, intake);
        var end = interval.At("end_date_time") is null ? null : interval.Time("end_date_time", TimeFormat.Any, owner, intake);
        if ((start ?? (end - length)) is { } from && (end ?? (start + length)) is { } to)
        {
            return (from, to);
        }
        intake.Refuse("bad_interval", "A time_interval needs both ends, or one of them and a duration in a known unit.");
        return null;
    }

    // Units of omh:duration-unit-value 1.0 that have one length.
    static long? DurationMs(JsonElement duration)
    {
        var unit = duration.Text("unit") switch
        {
            "ms" => 1,
            "sec" => 1_000,
            "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => 0,
        };
        return unit > 0 && duration.At("value") is { } value && PlainNumber.Read(value, out _) is >= 0 and < 1_000_000_000 and { } number
            ? (long)(number * unit) : null;
    }
}
