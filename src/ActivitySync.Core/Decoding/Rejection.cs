namespace ActivitySync.Core.Decoding;

/// <summary>Why a message was not taken, for the person who runs the service.</summary>
/// <param name="Reason">Stable machine word, e.g. <c>bad_json</c>; counted and filtered by.</param>
/// <param name="Detail">One sentence: what was found and what was expected. Holds no health value.</param>
public sealed record Rejection(string Reason, string Detail);
