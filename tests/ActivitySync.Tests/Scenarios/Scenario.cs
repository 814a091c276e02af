using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Tests.Scenarios;

/// <summary>A message.</summary>
/// <param name="Topic">Where.</param>
/// <param name="Payload">What.</param>
/// <param name="ReceivedMs">When it came, where that matters: its format tells no time. Unix milliseconds UTC.</param>
internal sealed record Message(string Topic, string Payload, long? ReceivedMs = null);

/// <summary>
/// What devices said of days whose truth is known. The wearer is called as the scenario, so that all of them can go through
/// one service.
/// </summary>
internal sealed record Scenario(Walker Walker, IReadOnlyList<Message> Messages)
{
    public Wearer Wearer => Walker.Wearer;

    public string Name => Wearer.Id;

    /// <summary>The entry of sources.json its messages come by; null when they are native.</summary>
    public string? Source { get; init; }

    /// <summary>The messages tell their own times, so that they may be received at any time.</summary>
    public bool TellsTime => Messages.All(message => message.ReceivedMs is null);

    /// <summary>The true total of each day.</summary>
    public IReadOnlyDictionary<LocalDate, int> Truth { get; init; } = Walker.Truth();

    /// <summary>
    /// How far a total may be from the truth, percent; 0 where what was told permits to know it exactly.
    /// </summary>
    public int WithinPercent { get; init; }

    public bool IsRight(LocalDate date, int? steps) =>
        steps is { } told && Math.Abs(told - Truth[date]) * 100L <= (long)Truth[date] * WithinPercent;
}
