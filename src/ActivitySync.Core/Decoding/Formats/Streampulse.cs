namespace ActivitySync.Core.Decoding.Formats;

/// <summary>Luzifer/streampulse: the heart rate of a strap as a plain number; battery and connection beside it.</summary>
internal static class Streampulse
{
    public static FormatCard Card { get; } = new("streampulse", _ => new Mapper(
        [new Reading { Kind = ReadingKind.HeartRate, Topic = TopicPattern.Of("+/heart_rate") }]))
    {
        Topics = ["streampulse/heart_rate"],
    };
}
