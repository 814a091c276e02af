namespace ActivitySync.Core.Targets;

/// <summary>A decision about the target, with everything needed to check it.</summary>
public sealed record TargetDecision
{
    /// <summary>Steps a day from this day on.</summary>
    public required int Steps { get; init; }

    /// <summary>What it does.</summary>
    public required TargetAction Action { get; init; }

    /// <summary>Name of the rule that decided, upper snake case.</summary>
    public required string Rule { get; init; }

    /// <summary>Numbers it was made from.</summary>
    public required IReadOnlyList<NamedNumber> Inputs { get; init; }

    /// <summary>Limits that bound: percent, steps, ceiling, floor, goal of a plan, target before the flare.</summary>
    public IReadOnlyList<string> Caps { get; init; } = [];

    /// <summary>
    /// What the wearer may choose instead: keep, a bit more, more. Empty when there is nothing to choose.
    /// </summary>
    public IReadOnlyList<int> Choices { get; init; } = [];

    /// <summary>Raises in a row, this one included.</summary>
    public int ConsecutiveRaises { get; init; }

    /// <summary>Weeks in a row of middling attainment, this one included (coached strategy).</summary>
    public int MiddlingWeeks { get; init; }

    /// <summary>One plain sentence.</summary>
    public required string Sentence { get; init; }
}
