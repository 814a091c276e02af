using ActivitySync.Core.Scoring;
using ActivitySync.Publish;
using ActivitySync.Spool;

namespace ActivitySync.Dashboard;

/// <summary>What the page of today shows.</summary>
/// <param name="Facts">All that is known of today.</param>
/// <param name="Minutes">Its minutes, those to come included.</param>
/// <param name="Devices">The wearer's devices.</param>
internal sealed record TodayView(TodayFacts Facts, IReadOnlyList<DayMinute> Minutes, IReadOnlyList<HeardDevice> Devices)
{
    /// <summary>Nothing was ever heard of the wearer.</summary>
    public bool IsNew => Devices.Count == 0 && Facts.History.Count == 0 && Facts.Progress.Steps is null && Facts.LastSampleMs is null;

    public DayStrip Strip => DayStrip.Of(Minutes, (int)Math.Clamp((Facts.NowMs - Facts.Day.StartMs) / 60_000, 0, Minutes.Count));

    /// <summary>The newest minute with a heart rate; null when none was measured today.</summary>
    public (decimal Bpm, long TimeMs)? LastHeartRate
    {
        get
        {
            for (var i = Minutes.Count - 1; i >= 0; i--)
            {
                if (Minutes[i].Bpm is { } bpm)
                {
                    return (bpm, Facts.Day.StartMs + (i * 60_000L));
                }
            }
            return null;
        }
    }
}
