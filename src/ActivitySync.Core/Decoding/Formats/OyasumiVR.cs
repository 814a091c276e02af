namespace ActivitySync.Core.Decoding.Formats;

/// <summary>Raphiiko/OyasumiVR with Pulsoid: the heart rate as a plain number, the word null when there is none.</summary>
internal static class OyasumiVR
{
    public static FormatCard Card { get; } = new("oyasumivr", _ => new Mapper([new Reading { Kind = ReadingKind.HeartRate }]))
    {
        Topics = ["OyasumiVR/heartRate/state"],
    };
}
