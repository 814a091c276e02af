using System.Globalization;
using System.Text.Json;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Jobs;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Verbs;

/// <summary>Prints the stored day reports, newest revision of each.</summary>
internal static class DaysVerb
{
    public static async Task RunAsync(
        ServiceConfig config, Wearer wearer, LocalDate from, LocalDate to, bool json, TextWriter output,
        CancellationToken stop)
    {
        await using var session = await StoreSession.OpenAsync(config, stop);
        var rows = await session.Store.ReadDaysAsync(wearer.Id, from, to, stop);
        if (json)
        {
            foreach (var row in rows)
            {
                output.WriteLine(row.Report);
            }
            return;
        }
        output.WriteLine(Line("date", "status", "steps", "target", "score", "coverage", "worn", "rev."));
        foreach (var row in rows)
        {
            if (StoredReports.TryParse(row) is not { } report)
            {
                var date = LocalDatePattern.Iso.Format(row.Date);
                output.WriteLine($"{date}  damaged on the disk; activitysync rescore --from {date} --to {date} derives it again");
                continue;
            }
            output.WriteLine(Line(
                LocalDatePattern.Iso.Format(row.Date), Status(report), Number(report.Steps), Number(report.Target),
                Number(report.Score), Number(report.Coverage), Number(report.WornMinutes), Number(row.Revision)));
        }
        if (rows.Count == 0)
        {
            output.WriteLine($"No day of {wearer.Id} is scored in that range.");
        }
    }

    static string Line(
        string date, string status, string steps, string target, string score, string coverage, string worn, string revision)
        => $"{date,-10}  {status,-12}  {steps,7}  {target,7}  {score,5}  {coverage,8}  {worn,6}  {revision,4}";

    static string Status(DayReport report) => JsonNamingPolicy.SnakeCaseLower.ConvertName(report.Status.ToString());

    static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
