using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// klassm/walkingpad_macos_client: <c>stepsTotal</c> is the day's figure on the Mac. <c>stepsWalkingpad</c> is the belt's
/// session and says nothing more.
/// </summary>
internal static class Walkingpad
{
    public static FormatCard Card { get; } = new("walkingpad", _ => new Mapper(
    [
        new Reading { Kind = ReadingKind.Steps, Counter = CounterKind.SinceMidnight, Value = JsonPath.Of("stepsTotal") },
    ]));
}
