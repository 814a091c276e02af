using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;

namespace ActivitySync.Jobs;

/// <summary>The constants days are derived and scored with.</summary>
internal sealed record DayRules(MovementOptions Movement, ScoringOptions Scoring);
