using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// Bangle.js activity messages relayed by hand: <c>{"t": "act", "ts": ms, "stp": steps, "hrm": bpm}</c>, what was added up to
/// <c>ts</c> since the message before.
/// </summary>
internal static class BangleAct
{
    public static FormatCard Card { get; } = new("bangle-act", _ => new Mapper(
    [
        Of(ReadingKind.Steps, "stp") with { Counter = CounterKind.Delta }, Of(ReadingKind.HeartRate, "hrm"),
    ]))
    {
        HasTime = true,
    };

    static Reading Of(ReadingKind kind, string value) => new()
    {
        Kind = kind,
        When = (JsonPath.Of("t"), "act"),
        Value = JsonPath.Of(value),
        Time = JsonPath.Of("ts"),
        TimeFormat = new TimeFormat(TimeUnit.Milliseconds),
    };
}
