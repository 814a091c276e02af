using System.Collections.Concurrent;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Spool;
using ActivitySync.Storage;
using NodaTime;

namespace ActivitySync.Jobs;

/// <summary>
/// The heart rates of a wearer's today. Those of some minutes ago are held in short, and only newer ones are read: a watch
/// that measures each second has 86,400 by the evening, and progress is told all day. What is held is dropped as soon as an
/// older reading comes in, and now and then in any case.
/// </summary>
internal sealed class TodayHeartRates(IStore store, LateHeartRates late, MovementOptions options, TimeProvider time)
{
    // Most of what comes late comes within minutes. Our choice.
    const long HeldAfterMs = 5 * MinuteMs;
    const long MinuteMs = 60_000;

    /// <summary>Who else may write readings, such as a second service, is seen so soon. Our choice.</summary>
    const long ReadAnewMs = 30 * MinuteMs;

    /// <summary>Some 13 MB for all wearers; the rest is read anew each time. Our choice.</summary>
    const int MostHeld = 400_000;

    readonly ConcurrentDictionary<string, Held> _held = new();
    readonly Lock _counting = new();
    int _count;

    /// <summary>Those of the day, or readings that come to the same.</summary>
    public async Task<IReadOnlyList<HeartRateSample>> ReadAsync(Wearer wearer, LocalDay day, CancellationToken stop)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var settledMs = day.StartMs + ((nowMs - HeldAfterMs - day.StartMs) / MinuteMs * MinuteMs);
        if (settledMs <= day.StartMs)
        {
            return await store.ReadHeartRatesAsync(wearer.Id, day.StartMs, day.EndMs, stop);
        }
        settledMs = Math.Min(settledMs, day.EndMs);
        var age = late.Settle(wearer.Id, settledMs);
        var held = _held.GetValueOrDefault(wearer.Id) is { } known && known.Age == age && known.Date == day.Date
            && known.StartMs == day.StartMs && known.SettledMs <= settledMs && nowMs - known.ReadMs is >= 0 and < ReadAnewMs
            ? known : new Held(day.Date, day.StartMs, day.StartMs, age, nowMs, []);
        var newer = await store.ReadHeartRatesAsync(wearer.Id, held.SettledMs, day.EndMs, stop);
        if (settledMs > held.SettledMs)
        {
            var settled = newer.Where(sample => sample.TimeMs < settledMs).ToList();
            newer = [.. newer.Where(sample => sample.TimeMs >= settledMs)];
            held = held with
            {
                SettledMs = settledMs,
                Samples = [.. held.Samples, .. CondensedHeartRates.Of(day, settled, options)],
            };
            Hold(wearer, held);
        }
        return [.. held.Samples, .. newer];
    }

    void Hold(Wearer wearer, Held held)
    {
        lock (_counting)
        {
            _count -= _held.TryRemove(wearer.Id, out var before) ? before.Samples.Length : 0;
            if (_count + held.Samples.Length <= MostHeld)
            {
                _count += held.Samples.Length;
                _held[wearer.Id] = held;
            }
        }
    }

    sealed record Held(LocalDate Date, long StartMs, long SettledMs, long Age, long ReadMs, HeartRateSample[] Samples);
}
