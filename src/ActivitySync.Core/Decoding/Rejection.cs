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

    /// <summary>Name of the source the message came by; <c>native</c> for our own topics.</summary>
    public string Source { get; init; } = "native";
}
