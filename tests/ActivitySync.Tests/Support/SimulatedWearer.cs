using System.Text;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Tests.Support;

/// <summary>
/// A wearer with a watch (deltas by the minute, heart rate, off at night) and a phone (a counter since midnight that sees
/// nine steps of ten). Every minute follows from the wearer's own clock: no chance, the same month each time.
/// </summary>
internal sealed class SimulatedWearer(Wearer wearer, int eagerness)
{
    const int WakeHour = 7;
    const int SleepHour = 22;

    readonly StringBuilder _steps = new();
    readonly StringBuilder _hearts = new();
    LocalDate _date;
    int _sinceMidnight;

    public Wearer Wearer => wearer;

    /// <summary>What both devices send for the minutes from one moment up to another, with topic and device.</summary>
    public IEnumerable<(string Device, string Topic, string Payload)> Messages(long fromMs, long toMs)
    {
        if (_date == default)
        {
            // The phone has counted since this day's midnight.
            for (var at = LocalDays.Of(wearer, LocalDays.DateAt(wearer, fromMs))!.StartMs; at < fromMs; at += Some.MinuteMs)
            {
                Live(at);
            }
        }
        _steps.Clear();
        _hearts.Clear();
        for (var at = fromMs; at < toMs; at += Some.MinuteMs)
        {
            Live(at);
        }
        if (_steps.Length > 0)
        {
            yield return ("watch", $"activitysync/v1/{wearer.Id}/watch/batch",
                $$"""{"steps":[{{_steps.ToString(0, _steps.Length - 1)}}],"heart_rate":[{{_hearts.ToString(0, _hearts.Length - 1)}}]}""");
        }
        yield return ("phone", $"activitysync/v1/{wearer.Id}/phone/steps",
            $$"""{"ts":{{toMs - 1}},"steps":{{_sinceMidnight * 9 / 10}},"counter":"since_midnight"}""");
    }

    void Live(long atMs)
    {
        var instant = Instant.FromUnixTimeMilliseconds(atMs);
        var local = instant.InZone(wearer.Zones.At(instant)).LocalDateTime;
        if (LocalDays.DateAt(wearer, atMs) is var date && date != _date)
        {
            (_date, _sinceMidnight) = (date, 0);
        }
        if (local.Hour is < WakeHour or >= SleepHour)
        {
            return;
        }
        var isWalking = local.Minute < WalkedMinutes(local) || (!IsSittingHour(local) && local.Minute is 30 or 31);
        var steps = isWalking ? 105 : 0;
        _sinceMidnight += steps;
        var end = atMs + Some.MinuteMs;
        _steps.Append($$"""{"from":{{atMs}},"ts":{{end}},"steps":{{steps}},"counter":"delta"},""");
        _hearts.Append($$"""{"ts":{{atMs + 1_000}},"bpm":{{58 + (local.Minute % 9) + (steps > 0 ? 36 : 0)}}},""");
    }

    // A few minutes in each hour, a walk at five; every third weekday a morning at the desk.
    int WalkedMinutes(LocalDateTime local) => IsDesk(local) ? 0
        : local.Hour == 17 ? 12 + (local.DayOfYear % 5 * eagerness)
        : (local.DayOfYear + (local.Hour * 3)) % 4;

    // In two hours of three there is a way to the kitchen at half past.
    static bool IsSittingHour(LocalDateTime local) => IsDesk(local) || (local.DayOfYear + local.Hour) % 3 == 0;

    static bool IsDesk(LocalDateTime local)
        => local.DayOfYear % 3 == 0 && local.DayOfWeek <= IsoDayOfWeek.Friday && local.Hour is >= 9 and < 12;
}
