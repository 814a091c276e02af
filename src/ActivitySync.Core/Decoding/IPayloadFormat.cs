namespace ActivitySync.Core.Decoding;

/// <summary>
/// One way in which publishers write samples. One instance serves one source and is owned by one thread. Its class has a
/// static property <c>Card</c> (see <see cref="FormatCard"/>), by which it is found.
/// </summary>
public interface IPayloadFormat
{
    /// <summary>
    /// Reads one message and gives what it finds to <paramref name="intake"/>: samples, refusals, and what to ignore. May
    /// throw nothing but what <see cref="SourceRouter"/> names; the intake then forgets the message's samples.
    /// </summary>
    void Read(in RawMessage message, TopicMatch topic, Intake intake);
}
