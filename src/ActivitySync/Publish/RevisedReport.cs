using ActivitySync.Core.Scoring;

namespace ActivitySync.Publish;

/// <summary>A day report and the number of the revision that holds it.</summary>
internal sealed record RevisedReport(DayReport Report, int Revision);
