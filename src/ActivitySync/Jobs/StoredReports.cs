using System.Text;
using ActivitySync.Core.Scoring;
using ActivitySync.Storage;

namespace ActivitySync.Jobs;

/// <summary>Between a report and the row it is stored as.</summary>
internal static class StoredReports
{
    public static DayReport Parse(DayRow row) => DayReportJson.Read(Encoding.UTF8.GetBytes(row.Report));

    public static string Canonical(DayReport report) => Encoding.UTF8.GetString(DayReportJson.Write(report));

    public static DayRow Row(DayReport report, string canonical, int revision, long computedMs) => new(
        report.Wearer, report.Date, revision, report.RuleVersion, computedMs, canonical,
        [.. report.Figures().Select(figure => figure.Whole is { } whole
            ? DayField.Of(figure.Name, whole)
            : DayField.Of(figure.Name, figure.Fraction!.Value))]);
}
