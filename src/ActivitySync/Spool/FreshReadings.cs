using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Spool;

/// <summary>
/// What kind of readings came in since a wearer's progress was told, and whether any came late, before a moment up to which
/// somebody holds them already. In memory: a hint that saves reading, never a fact. After a start nothing is known, and
/// everything is read.
/// </summary>
internal sealed class FreshReadings
{
    readonly ConcurrentDictionary<string, Entry> _wearers = new();

    /// <summary>These samples are stored.</summary>
    public void Note(SampleBatch batch)
    {
        foreach (ref readonly var sample in CollectionsMarshal.AsSpan(batch.Steps))
        {
            Of(sample.Wearer).HasOthers = true;
        }
        foreach (ref readonly var sample in CollectionsMarshal.AsSpan(batch.HeartRates))
        {
            Of(sample.Wearer).NoteHeartRate(sample.TimeMs);
        }
        foreach (var entry in batch.Journal)
        {
            Of(entry.Wearer).HasOthers = true;
        }
        foreach (var request in batch.Recalculations)
        {
            Of(request.Wearer).NoteHeartRate(long.MinValue);
            Of(request.Wearer).HasOthers = true;
        }
    }

    /// <summary>Whether heart rates came in, and nothing else, since <see cref="Taken"/>.</summary>
    public bool IsOnlyHeartRates(string wearer) => _wearers.TryGetValue(wearer, out var known) && known is { HasHeartRates: true, HasOthers: false };

    /// <summary>What came in until now is looked at.</summary>
    public void Taken(string wearer)
    {
        if (_wearers.TryGetValue(wearer, out var known))
        {
            (known.HasHeartRates, known.HasOthers) = (false, false);
        }
    }

    /// <summary>
    /// Heart rates before a moment are going to be read and held. Returns their age: what is held at another one misses
    /// something. Called before reading, so that what is stored meanwhile is either read or makes the age another.
    /// </summary>
    public long Settle(string wearer, long beforeMs) => Of(wearer).Settle(beforeMs);

    // Neighbours are mostly of one wearer; the dictionary finds the same string fast.
    Entry Of(string wearer) => _wearers.GetOrAdd(wearer, static _ => new Entry());

    sealed class Entry
    {
        readonly Lock _lock = new();
        long _settledMs = long.MinValue;
        long _age;

        public volatile bool HasHeartRates;
        public volatile bool HasOthers;

        public void NoteHeartRate(long timeMs)
        {
            HasHeartRates = true;
            lock (_lock)
            {
                _age += timeMs < _settledMs || timeMs == long.MinValue ? 1 : 0;
            }
        }

        public long Settle(long beforeMs)
        {
            lock (_lock)
            {
                _settledMs = Math.Max(_settledMs, beforeMs);
                return _age;
            }
        }
    }
}
