using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>What controls of a home send.</summary>
public static class ControlWords
{
    /// <summary>Payload of a pressed button, as Home Assistant sends it.</summary>
    public const string Press = "PRESS";

    /// <summary>A switch is on.</summary>
    public const string On = "ON";

    /// <summary>A switch is off.</summary>
    public const string Off = "OFF";

    /// <summary>The three choices of a target, in the order of <see cref="JournalKind.TargetChoice"/>.</summary>
    public static IReadOnlyList<string> Choices { get; } = ["keep", "a bit more", "more"];
}
