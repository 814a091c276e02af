using ActivitySync.Core.Telemetry;
using ActivitySync.Pages;
using NodaTime.Text;

namespace ActivitySync.Storage.Sqlite;

/// <summary>Tells by its columns which table of ours a row is of; what cannot be a row of ours is of none.</summary>
internal static class StoredRow
{
    // Ids of names are small, moments are not.
    const long LeastMoment = 1_000_000_000;

    static readonly HashSet<string> Measurements =
        ["steps", SeriesNames.Of(HeartRateKind.Live), SeriesNames.Of(HeartRateKind.Resting), "journal"];

    /// <summary>The table and the row's values in the order of its columns, the id first where it has one.</summary>
    public static (string Table, object?[] Values)? Of(PageRow row) => row switch
    {
        { Id: > 0 and var id, Columns: [null, string slug] } when Slug.IsValid(slug) => ("name", [id, slug]),
        { Id: null, Columns: [string slug, long and > 0 and < LeastMoment and var id] } when Slug.IsValid(slug) => ("name", [id, slug]),
        { Id: > 0 and var id, Columns: [null, string measurement, long wearer, long device, string kind] }
            when Measurements.Contains(measurement) => ("series", [id, measurement, wearer, device, kind]),
        { Id: null, Columns: [string measurement, long wearer, long device, string kind, long and > 0 and var id] }
            when Measurements.Contains(measurement) => ("series", [id, measurement, wearer, device, kind]),
        { Id: null, Columns: [string wearer, long and >= LeastMoment and var at] } when IsMoment(wearer, at) => ("raw_from", row.Columns),
        { Id: null, Columns: [long, long at, long, long and >= 0, null or string] } when IsMoment(at) =>
            ("steps", [.. row.Columns, 0L, 0L]),
        { Id: null, Columns: [long, long at, long, long and >= 0, null or string, long and >= 0 and < 1_000, long and >= 0] }
            when IsMoment(at) => ("steps", row.Columns),
        { Id: null, Columns: [long, long at, long] } when IsMoment(at) => ("heart_rate", row.Columns),
        { Id: null, Columns: [long, long at, null or string, null or string] } when IsMoment(at) => ("journal", row.Columns),
        { Id: > 0, Columns: [string wearer, string date, long, long, long, string report, string figures] }
            when IsDay(wearer, date) && Figures.IsJson(report) && Figures.IsJson(figures) => ("day", row.Columns),
        { Id: > 0, Columns: [string wearer, string date, long, long, string, string, string inputs] }
            when IsDay(wearer, date) && Figures.IsJson(inputs) => ("target", row.Columns),
        { Id: null, Columns: [string wearer, string date, long, long, long, long, null or long, null or long, null or long, null or long or double] }
            when IsDay(wearer, date) => ("hour", row.Columns),
        { Id: null, Columns: [string wearer, long at, null or long, null or long, null or long] } when IsMoment(wearer, at) =>
            ("progress", row.Columns),
        _ => null,
    };

    static bool IsMoment(long ms) => ms is >= StoreLimits.EarliestMs and <= StoreLimits.LatestMs;

    static bool IsMoment(string wearer, long ms) => Slug.IsValid(wearer) && IsMoment(ms);

    static bool IsDay(string wearer, string date) => Slug.IsValid(wearer) && LocalDatePattern.Iso.Parse(date).Success;
}
