using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Jobs;

/// <summary>
/// Removes what is older than it is to be kept. Scores first what is due, and keeps the samples of days that still are:
/// what was never counted is not thrown away.
/// </summary>
internal sealed partial class Pruner(
    IStore store, MessageSpool spool, Household household, DayScorer scorer, StorageOptions options,
    ILogger<Pruner> logger, TimeProvider time)
{
    const long DayMs = 86_400_000;

    bool _isRefused;

    /// <summary>Prunes everybody.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var keep = options.Retention;
        if (keep is { RawDays: 0, ProgressDays: 0, HourDays: 0 } || _isRefused)
        {
            return;
        }
        await scorer.RunAsync(stop);
        var touched = spool.State.TouchedDays().ToLookup(day => day.Wearer);
        foreach (var wearer in household.Wearers)
        {
            var cut = CutOf(wearer, keep, [.. touched[wearer.Id]], await store.ReadRawFromAsync(wearer.Id, stop));
            try
            {
                await store.PruneAsync(wearer.Id, cut, stop);
            }
            catch (StoreRefusedException reason)
            {
                // A server that cannot remove rows will not learn it until it is replaced, and then we start anew.
                _isRefused = true;
                LogRefused(reason.Message);
                return;
            }
        }
    }

    PruneCut CutOf(Wearer wearer, RetentionOptions keep, IReadOnlyList<TouchedDay> touched, long rawFromMs)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        long? rawMs = keep.RawDays > 0 ? nowMs - (keep.RawDays * DayMs) : null;
        foreach (var due in touched)
        {
            if (LocalDays.Of(wearer, due.Date) is { } day && DayScorer.CanBeDerived(day, rawFromMs)
                && day.StartMs - DaySamples.MarginMs < rawMs)
            {
                rawMs = day.StartMs - DaySamples.MarginMs;
            }
        }
        return new PruneCut(
            rawMs, keep.ProgressDays > 0 ? nowMs - (keep.ProgressDays * DayMs) : null,
            keep.HourDays > 0 ? LocalDays.DateAt(wearer, nowMs).PlusDays(-keep.HourDays) : null);
    }

    [LoggerMessage(LogLevel.Warning, "Old data stays: {Reason} Set Storage:Retention to 0 to be told no more.")]
    partial void LogRefused(string reason);
}
