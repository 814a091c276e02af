using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Spool;

/// <summary>
/// Whose steps or journal changed since the start: their progress is told at once. A heart rate comes each second from each
/// wearer and moves no step; it waits for its minute. Safe for concurrent use.
/// </summary>
internal sealed class MovedWearers
{
    readonly ConcurrentDictionary<string, long> _moves = new();

    /// <summary>Grows whenever something of the wearer but heart rates was stored.</summary>
    public long Of(string wearer) => _moves.GetValueOrDefault(wearer);

    /// <summary>Takes note of stored samples.</summary>
    public void Note(SampleBatch batch)
    {
        string? last = null;
        foreach (ref readonly var sample in CollectionsMarshal.AsSpan(batch.Steps))
        {
            if (!ReferenceEquals(sample.Wearer, last))
            {
                Note(last = sample.Wearer);
            }
        }
        batch.Journal.ForEach(entry => Note(entry.Wearer));
        batch.Recalculations.ForEach(request => Note(request.Wearer));
    }

    void Note(string wearer) => _moves.AddOrUpdate(wearer, 1, static (_, moves) => moves + 1);
}
