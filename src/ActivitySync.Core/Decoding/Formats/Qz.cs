namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// QZ (qdomyos-zwift): the heart rate in a workout as text with two decimals at <c>QZ/{id}/workout/heart/current</c>, twice a
/// second. It counts no steps; the cadence is a rate and is left alone.
/// </summary>
internal sealed class Qz : IPayloadFormat
{
    public static FormatCard Card { get; } = new("qz", _ => new Qz()) { Topics = ["QZ/+/workout/heart/current"] };

    public void Read(in RawMessage message, TopicMatch topic, Intake intake)
    {
        if (!topic.EndsWith("workout", "heart", "current"))
        {
            intake.Ignore("nothing_wanted", "Only workout/heart/current holds a reading; cadence is a rate, not a count.");
        }
        else if (PlainNumber.Read(message.Payload, out var why) is not { } bpm)
        {
            intake.Refuse(why!);
        }
        else if (intake.OwnerOf(topic, topic.FromEnd(4)) is { } owner)
        {
            intake.HeartRateNow(owner, ReadingKind.HeartRate, bpm);
        }
    }
}
