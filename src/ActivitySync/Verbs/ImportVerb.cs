using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Storage.Transfer;
using NodaTime;

namespace ActivitySync.Verbs;

/// <summary>
/// Writes an exported folder into the store. Days that came with their report stand as they were judged; all others that
/// samples came for are marked as touched and scored.
/// </summary>
internal static class ImportVerb
{
    static readonly LocalDate FirstDate = new(1678, 1, 1);
    static readonly LocalDate LastDate = new(2261, 12, 31);

    public static async Task RunAsync(ServiceConfig config, string from, TextWriter output, CancellationToken stop)
    {
        await using var session = await StoreSession.OpenAsync(config, stop);
        var known = (await session.Store.ReadWearersAsync(stop)).ToHashSet();
        var touching = new TouchedDays(config.Household.ById);
        var days = new HashSet<DayKey>();
        var strangers = new HashSet<string>();
        var report = await new StoreImport(session.Store, from).RunAsync(
            batch => days.UnionWith(touching.Of(OfHousehold(batch, config, strangers))), stop);
        foreach (var wearer in days.Select(day => day.Wearer).Distinct().Where(id => !known.Contains(id)).ToList())
        {
            var scored = (await session.Store.ReadDaysAsync(wearer, FirstDate, LastDate, stop)).Select(row => row.Date).ToHashSet();
            days.RemoveWhere(day => day.Wearer == wearer && scored.Contains(day.Date));
        }
        session.Spool.PastDays.ForgetAll(); // reports may have come that scoring does not know
        session.Spool.State.Touch(days);
        output.WriteLine(
            $"Imported {report.Samples} samples, {report.Days} days, {report.Targets} targets, {report.Hours} hours and " +
            $"{report.Progress} rows of progress of {report.Wearers} wearers.");
        foreach (var stranger in strangers.Order())
        {
            output.WriteLine($"{stranger} is not in wearers.json: stored, and not scored until they are.");
        }
        if (days.Count > 0)
        {
            output.WriteLine(HealthcheckVerb.Run(config, TimeProvider.System, TextWriter.Null) == 0
                ? $"The running service scores {days.Count} days within a minute or two."
                : $"{await session.Scorer.RunAsync(stop)} new revisions of {days.Count} days derived again.");
        }
    }

    static SampleBatch OfHousehold(SampleBatch batch, ServiceConfig config, HashSet<string> strangers)
    {
        var ours = new SampleBatch();
        var known = config.Household.ById;
        ours.Steps.AddRange(batch.Steps.Where(row => IsKnown(row.Wearer)));
        ours.HeartRates.AddRange(batch.HeartRates.Where(row => IsKnown(row.Wearer)));
        ours.Journal.AddRange(batch.Journal.Where(row => IsKnown(row.Wearer)));
        return ours;

        bool IsKnown(string wearer)
        {
            var isKnown = known.ContainsKey(wearer);
            if (!isKnown)
            {
                strangers.Add(wearer);
            }
            return isKnown;
        }
    }
}
