using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Scoring;

/// <summary>What one reading was taken for.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Counter">Which of its counters.</param>
/// <param name="Delta">Steps, interval and the rule that found them.</param>
public readonly record struct ExplainedDelta(string Device, CounterKind Counter, StepDelta Delta);
