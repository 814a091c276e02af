namespace ActivitySync.Core.Movement;

/// <summary>Steps made in the half-open interval [StartMs, EndMs), and the rule that found them.</summary>
/// <param name="StartMs">First instant, Unix milliseconds UTC.</param>
/// <param name="EndMs">The reading's time, Unix milliseconds UTC.</param>
/// <param name="Steps">Steps, 0 or more; not to be counted when the rule says so.</param>
/// <param name="Rule">The rule.</param>
public readonly record struct StepDelta(long StartMs, long EndMs, long Steps, CounterRule Rule)
{
    /// <summary>Whether the steps count.</summary>
    public bool Counts => Rule < CounterRule.ImplausibleRate;

    /// <summary>
    /// Steps of the part that lies in [fromMs, toMs), pro rata by time; those of no time belong to the time that ends with it.
    /// </summary>
    internal long Within(long fromMs, long toMs) => Apportion.Between(Steps, StartMs, EndMs, fromMs, toMs);
}
