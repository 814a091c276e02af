namespace ActivitySync.Core.Decoding;

/// <summary>Why a message was not taken, for the person who runs the service.</summary>
/// <param name="Reason">Stable machine word, e.g. <c>bad_json</c>; counted and filtered by.</param>
/// <param name="Detail">One sentence: what was found and what was expected. Holds no health value.</param>
public sealed record Rejection(string Reason, string Detail)
{
    /// <summary>The message is of a kind that holds no sample: counted by source and reason, but not kept.</summary>
    public bool Ignored { get; init; }

    /// <summary>
    /// Ignored by itself, but the rest of its sample is to come by another message: it is kept until then, on disk too.
    /// </summary>
    public bool Waits { get; init; }

    /// <summary>
    /// Whether it is about somebody or something nobody has listed yet, so that every message of theirs is refused by the
    /// same words: news once, not each time.
    /// </summary>
    public bool IsOfStranger => Reason is UnknownWearer or UnknownDevice;

    internal const string UnknownWearer = "unknown_wearer";

    internal const string UnknownDevice = "unknown_device";

    /// <summary>What brings the messages of a reason back once its cause in the configuration is mended.</summary>
    internal static string ThenReplay(string reason) => $"restart, then: activitysync quarantine replay --reason {reason}";

    /// <summary>Name of the source the message came by; <c>native</c> for our own topics.</summary>
    public string Source { get; init; } = "native";
}
