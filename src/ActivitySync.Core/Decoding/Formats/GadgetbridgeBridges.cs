using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// Progaros/GadgetbridgeMqtt and jdschi/gadgetbridge2mqtt, which read the phone app's exported database: plain numbers below
/// <c>gadgetbridge/{device}/</c> (the second writes <c>{user}_{device}</c>). No time, and the export may be hours old.
/// </summary>
internal sealed class GadgetbridgeBridges : IPayloadFormat
{
    // A bridge repeats what the last export held every few minutes, with no word about its age: only a change is a reading.
    const long OneDayMs = 86_400_000;

    public static FormatCard Card { get; } = new("gadgetbridge", _ => new GadgetbridgeBridges())
    {
        Topics =
        [
            "gadgetbridge/+/steps/daily", "gadgetbridge/+/heart_rate", "gadgetbridge/+/heart_rate/latest",
            "gadgetbridge/+/heart_rate/resting", "gadgetbridge/+/hr_resting",
        ],
    };

    public void Read(in RawMessage message, TopicMatch topic, Intake intake)
    {
        if (topic.EndsWith("steps", "daily"))
        {
            ReadSteps(message, topic, intake);
        }
        else if (topic.EndsWith("steps", "weekly") || topic.EndsWith("steps", "monthly"))
        {
            intake.Ignore("not_a_day", "A total of a week or month is not a total of a day.");
        }
        else if (topic.EndsWith("heart_rate"))
        {
            ReadHeartRate(message, topic, topic.FromEnd(2), ReadingKind.HeartRate, intake);
        }
        else if (topic.EndsWith("heart_rate", "latest"))
        {
            ReadHeartRate(message, topic, topic.FromEnd(3), ReadingKind.HeartRate, intake);
        }
        else if (topic.EndsWith("hr_resting"))
        {
            ReadHeartRate(message, topic, topic.FromEnd(2), ReadingKind.RestingHeartRate, intake);
        }
        else if (topic.EndsWith("heart_rate", "resting"))
        {
            ReadHeartRate(message, topic, topic.FromEnd(3), ReadingKind.RestingHeartRate, intake);
        }
        else
        {
            intake.Ignore("nothing_wanted", "The topic holds an aggregate over an unstated period, or no heart rate or steps.");
        }
    }

    static void ReadSteps(in RawMessage message, TopicMatch topic, Intake intake)
    {
        if (PlainNumber.Read(message.Payload, out var why) is not { } steps)
        {
            intake.Refuse(why!);
        }
        else if (steps == 0)
        {
            intake.Ignore("not_exported_yet", "0 means that the phone has not exported anything of today yet.");
        }
        else if (intake.OwnerOf(topic, topic.FromEnd(3)) is { } owner)
        {
            intake.StepsNow(owner, CounterKind.SinceMidnight, steps);
        }
    }

    static void ReadHeartRate(in RawMessage message, TopicMatch topic, string device, ReadingKind kind, Intake intake)
    {
        if (PlainNumber.Read(message.Payload, out var why) is not { } bpm)
        {
            intake.Refuse(why!);
        }
        else if (intake.OwnerOf(topic, device) is { } owner)
        {
            intake.HeartRateNow(owner, kind, bpm, OneDayMs);
        }
    }
}
