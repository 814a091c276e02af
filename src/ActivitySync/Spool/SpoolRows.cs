using NodaTime;

namespace ActivitySync.Spool;

/// <summary>A burst of raw messages waiting for the store.</summary>
internal sealed record SpooledBurst(long Id, long ReceivedMs, int Messages, byte[] Body);

/// <summary>A message that was not taken, whole, with the reason; kept until replayed, dropped or evicted.</summary>
internal sealed record QuarantinedMessage(
    long ReceivedMs, string Topic, byte[] Payload, bool Retained, string Reason, string Detail)
{
    /// <summary>Reason of a message of which only the start is here; replaying it brings it back.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Number in the quarantine; 0 before it is there.</summary>
    public long Id { get; init; }

    /// <summary>Name of the source it came by.</summary>
    public string Source { get; init; } = "native";

    /// <summary>Whose reading of it was set aside by scoring; empty when the message was refused as it came.</summary>
    public string Wearer { get; init; } = "";

    /// <summary>That reading (<see cref="SetAsideReadings.KeyOf"/>); empty when the message was refused as it came.</summary>
    public string Reading { get; init; } = "";
}

/// <summary>How many messages of a source were refused or ignored for a reason.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Reason">Stable machine word.</param>
/// <param name="Ignored">They held no sample and were not kept.</param>
/// <param name="Messages">How many, ever.</param>
/// <param name="LastMs">When the last one came, Unix milliseconds UTC.</param>
internal sealed record RefusalCount(string Source, string Reason, bool Ignored, long Messages, long LastMs);

/// <summary>A wearer's day whose facts changed since it was last scored.</summary>
/// <param name="Wearer">Whose day.</param>
/// <param name="Date">Their local date.</param>
/// <param name="Mark">Grows with each change, so that a change during scoring is not lost.</param>
internal sealed record TouchedDay(string Wearer, LocalDate Date, long Mark);

/// <summary>The payload a retained topic of ours should hold.</summary>
internal sealed record Publication(string Topic, byte[] Payload);
