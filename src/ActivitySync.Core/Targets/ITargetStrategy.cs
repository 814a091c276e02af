namespace ActivitySync.Core.Targets;

/// <summary>A way to set the step target. Stateless: the situation is all it knows.</summary>
public interface ITargetStrategy
{
    /// <summary>Name in settings and reports, lower case.</summary>
    string Name { get; }

    /// <summary>Whether it decides every day; else on Mondays.</summary>
    bool IsDaily { get; }

    /// <summary>Whether it can decide before there is a baseline.</summary>
    bool NeedsBaseline { get; }

    /// <summary>Decides; the situation has a current target unless this is the first.</summary>
    TargetDecision Decide(TargetSituation situation, TargetOptions options);
}
