using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Targets;

/// <summary>Which flare policy a wearer chose.</summary>
internal static class FlareSettings
{
    /// <summary>The wearer's policy, else the service's.</summary>
    public static FlarePolicy PolicyOf(Wearer wearer, TargetOptions options) =>
        Enum.TryParse<FlarePolicy>(wearer.Target.FlarePolicy, ignoreCase: true, out var policy)
            ? policy : options.FlarePolicy;
}
