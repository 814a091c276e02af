using System.Text.Json;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// OwnTracks on iOS, <c>_type: steps</c> at <c>owntracks/{user}/{device}/step</c>: how many steps the phone counted in
/// [from, to], in answer to a command. Answers overlap and replace each other. Locations and all else are left alone.
/// </summary>
internal sealed class OwnTracks : IPayloadFormat
{
    static readonly TimeFormat Seconds = new(TimeUnit.Seconds);

    public static FormatCard Card { get; } = new("owntracks", _ => new OwnTracks())
    {
        Topics = ["owntracks/{wearer}/{device}/step"],
        Options = ["reportSteps"],
        HasTime = true,
    };

    public void Read(in RawMessage message, TopicMatch topic, Intake intake)
    {
        using var document = JsonPayload.Parse(message);
        var answer = document.RootElement;
        switch (answer.Text("_type"))
        {
            case "steps":
                ReadSteps(answer, topic, intake);
                break;
            case "encrypted":
                intake.Refuse("encrypted",
                    "The payload is encrypted. Turn encryption off in the phone's OwnTracks settings and use TLS instead.");
                break;
            default:
                intake.Ignore("nothing_wanted", "The message is of another OwnTracks type than steps.");
                break;
        }
    }

    static void ReadSteps(JsonElement answer, TopicMatch topic, Intake intake)
    {
        if (intake.IsStale(hasTime: true))
        {
            return;
        }
        if (answer.At("steps") is not { } value || PlainNumber.Read(value, out _) is not { } steps || steps < 0)
        {
            intake.Refuse("no_pedometer_data", "The phone says that it has no step count for this time (steps: -1).");
            return;
        }
        var device = topic.FromEnd(2);
        if (intake.OwnerOf(topic, $"{topic.FromEnd(3)}/{device}", label: device) is not { } owner
            || answer.Time("from", Seconds, owner, intake) is not { } fromMs
            || answer.Time("to", Seconds, owner, intake) is not { } toMs)
        {
            return;
        }
        var saidMs = answer.At("tst") is null ? toMs : answer.Time("tst", Seconds, owner, intake);
        if (saidMs is { } asOfMs)
        {
            intake.Steps(owner, CounterKind.IntervalTotal, toMs, steps, toMs - fromMs, asOfMs: asOfMs);
        }
    }
}
