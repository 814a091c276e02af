using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;
using NodaTime;

namespace ActivitySync.Jobs;

/// <summary>What scoring a range of days came to.</summary>
internal sealed class RangeScoring
{
    /// <summary>Every report made, changed or not, ascending, with the revision that holds it.</summary>
    public List<RevisedReport> Reports { get; } = [];

    /// <summary>Rows to append: the changed ones.</summary>
    public List<DayRow> Rows { get; } = [];

    /// <summary>The hours of every day that was derived, ascending.</summary>
    public List<(LocalDate Date, IReadOnlyList<DayHour> Hours)> Hours { get; } = [];

    /// <summary>Rows of hours to append: of the days whose hours changed.</summary>
    public IReadOnlyList<HourRow> HourRows { get; set; } = [];

    /// <summary>Rows of decisions to append: the changed ones.</summary>
    public IReadOnlyList<TargetRow> TargetRows { get; set; } = [];

    /// <summary>For every day that was derived, the readings that were left out as being of another kind than their stream.</summary>
    public List<(LocalDate Date, IReadOnlyList<MixedReading> Mixed)> Mixed { get; } = [];

    /// <summary>Days that changed and stand as they are, because samples they need were removed by retention.</summary>
    public List<LocalDate> Kept { get; } = [];

    /// <summary>What is known of the past after these days; null when there is no day yet.</summary>
    public HeldDays? Held { get; set; }

    /// <summary>What the topics of these days should hold.</summary>
    public List<Publication> Publications { get; } = [];

    /// <summary>Number of new revisions.</summary>
    public int Revisions => Rows.Count;

    /// <summary>Takes a report; true when it differs from the stored one.</summary>
    public bool Note(DayReport report, DayRow? stored, long computedMs)
    {
        var canonical = StoredReports.Canonical(report);
        if (stored is not null && stored.Report == canonical)
        {
            Reports.Add(new RevisedReport(report, stored.Revision));
            return false;
        }
        var revision = (stored?.Revision ?? 0) + 1;
        Rows.Add(StoredReports.Row(report, canonical, revision, computedMs));
        Reports.Add(new RevisedReport(report, revision));
        return true;
    }
}
