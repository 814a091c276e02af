using ActivitySync.Core.Movement;
using NodaTime;

namespace ActivitySync.Demo;

/// <summary>The devices of one wearer: four weeks of history up to now, then live.</summary>
internal sealed class DemoDevices
{
    readonly DemoWearer _wearer;
    readonly int _seed;
    readonly DemoMessages _messages;
    readonly LocalDate _today;
    readonly Random _dice;
    long _liveFromMs;
    int _walkingTicks;

    public DemoDevices(DemoWearer wearer, int seed, long nowMs)
    {
        (_wearer, _seed, _messages) = (wearer, seed, new DemoMessages(wearer));
        _today = LocalDays.DateAt(wearer.Wearer, nowMs);
        _dice = new Random(seed + (int)wearer.Story);
        _liveFromMs = nowMs;
    }

    /// <summary>What was published on a day of history; the last index is today, up to now.</summary>
    public IEnumerable<(string Topic, byte[] Payload)> Day(int index, long nowMs)
        => _messages.Of(
            _today.PlusDays(index - DemoLife.HistoryDays), DemoLife.Day(_wearer.Story, _seed, index), index, nowMs);

    /// <summary>What the watch publishes now: the steps since the last time, now and then a short walk.</summary>
    public IEnumerable<(string Topic, byte[] Payload)> Live(long nowMs)
    {
        if (nowMs - _liveFromMs < 1_000)
        {
            yield break;
        }
        _walkingTicks = _walkingTicks > 0 ? _walkingTicks - 1 : _dice.Next(6) == 0 ? 4 + _dice.Next(6) : 0;
        var cadence = _walkingTicks > 0 ? 96 + _dice.Next(20) : 0;
        var steps = (int)((nowMs - _liveFromMs) * cadence / 60_000);
        yield return _messages.Live(_liveFromMs, nowMs, steps, 66 + (_walkingTicks > 0 ? 32 : 0) + _dice.Next(5));
        _liveFromMs = nowMs;
    }
}
