using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Tests.Scenarios;

/// <summary>A native message.</summary>
internal sealed record Message(string Topic, string Payload);

/// <summary>
/// What devices said of days whose truth is known. The wearer is called as the scenario, so that all of them can go through
/// one service.
/// </summary>
internal sealed record Scenario(Walker Walker, IReadOnlyList<Message> Messages)
{
    public Wearer Wearer => Walker.Wearer;

    public string Name => Wearer.Id;

    /// <summary>The true total of each day.</summary>
    public IReadOnlyDictionary<LocalDate, int> Truth { get; init; } = Walker.Truth();

    /// <summary>
    /// How far a total may be from the truth, percent; 0 where what was told permits to know it exactly.
    /// </summary>
    public int WithinPercent { get; init; }

    public bool IsRight(LocalDate date, int? steps) =>
        steps is { } told && Math.Abs(told - Truth[date]) * 100L <= (long)Truth[date] * WithinPercent;
}
