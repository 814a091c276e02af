using ActivitySync.Core.Movement;
using ActivitySync.Core.Nudges;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Jobs;

/// <summary>
/// Tells wearers who have been still for long that it is time to move. How often they were told is read from the outbox, so
/// a restart neither repeats nor forgets a nudge.
/// </summary>
internal sealed partial class Nudger(
    IStore store, MessageSpool spool, Household household, ProgressReporter progress, NudgesOptions options,
    ILogger<Nudger> logger, TimeProvider time)
{
    const long MinuteMs = 60_000;
    const long SnoozeReachMs = 86_400_000;

    readonly NudgeOptions _rules = options.Rules;

    public async Task RunAsync(CancellationToken stop)
    {
        var devices = spool.Devices.All().ToLookup(device => device.Wearer);
        foreach (var wearer in household.Wearers)
        {
            if ((wearer.Nudges.Enabled ?? options.Enabled)
                && devices[wearer.Id].Any(device => NowMs() - device.LastMs <= (_rules.FreshMinutes + 1) * MinuteMs))
            {
                await AskAsync(wearer, stop);
            }
        }
    }

    /// <summary>What would be answered for a wearer now, and the minutes they have been still.</summary>
    public async Task<(NudgeVerdict Verdict, int StillMinutes, int ToldToday)> JudgeAsync(Wearer wearer, CancellationToken stop)
    {
        var told = spool.Outbox.Find(EventWriter.NudgesOf(wearer, LocalDays.DateAt(wearer, NowMs())));
        var journal = await store.ReadJournalAsync(wearer.Id, NowMs() - SnoozeReachMs, NowMs() + 1, stop);
        var situation = new NudgeSituation(
            NowMs(), told.Count, told.Count > 0 ? told[^1].AtMs : null, NudgeRule.SnoozedUntil(journal));
        // The clock is asked first: it is cheap, the day's movement is not.
        if (NudgeRule.ByClock(wearer, situation, _rules) is var byClock and not NudgeVerdict.Nudge)
        {
            return (byClock, 0, told.Count);
        }
        var today = await progress.OfAsync(wearer, stop);
        return (NudgeRule.Judge(wearer, today, situation, _rules), today.StillNowMinutes ?? 0, told.Count);
    }

    async Task AskAsync(Wearer wearer, CancellationToken stop)
    {
        var (verdict, stillMinutes, told) = await JudgeAsync(wearer, stop);
        if (verdict == NudgeVerdict.Nudge)
        {
            spool.Outbox.Add(
                [EventWriter.OfNudge(wearer, LocalDays.DateAt(wearer, NowMs()), told + 1, stillMinutes, NowMs())]);
            LogNudged(wearer.Id, told + 1);
        }
    }

    long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(LogLevel.Debug, "Nudge {Number} of the day for {Wearer}")]
    partial void LogNudged(string wearer, int number);
}
