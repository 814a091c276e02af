using System.Text;
using System.Text.Json;
using ActivitySync.Core.Scoring;
using ActivitySync.Storage;

namespace ActivitySync.Jobs;

/// <summary>Between a report and the row it is stored as.</summary>
internal static class StoredReports
{
    /// <summary>The report in a row that was just made or is known to be whole.</summary>
    public static DayReport Parse(DayRow row) => DayReportJson.Read(Encoding.UTF8.GetBytes(row.Report));

    /// <summary>The report in a row; null where the disk has changed it into something that is none of that day.</summary>
    public static DayReport? TryParse(DayRow row)
    {
        try
        {
            return Parse(row) is var report && report.Date == row.Date && report.Wearer == row.Wearer ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The reports in rows, in their order, without those the disk has changed into something else.</summary>
    public static IEnumerable<DayReport> Of(IEnumerable<DayRow> rows) => rows.Select(TryParse).OfType<DayReport>();

    public static string Canonical(DayReport report) => Encoding.UTF8.GetString(DayReportJson.Write(report));

    public static DayRow Row(DayReport report, string canonical, int revision, long computedMs) => new(
        report.Wearer, report.Date, revision, report.RuleVersion, computedMs, canonical,
        [.. report.Figures().Select(figure => figure.Whole is { } whole
            ? DayField.Of(figure.Name, whole)
            : DayField.Of(figure.Name, figure.Fraction!.Value))]);
}
