using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Movement;

/// <summary>
/// Turns the readings of one stream, in order of time, into steps. Holds what the rules compare with: the last good
/// reading (for a counter its high mark) and, after an implausible jump, the suspect one. A later reading at or above
/// the suspect goes on from there; one below it shows that the suspect was a glitch.
/// </summary>
internal sealed class CounterFold(CounterKind kind, long? modulus, DeviceMidnights midnights, MovementOptions options)
{
    const long MinuteMs = 60_000;

    private CounterReading? _good;
    private CounterReading? _suspect;
    private string? _boot;

    /// <summary>Judges the next reading.</summary>
    public StepDelta Next(in CounterReading reading)
    {
        var delta = kind == CounterKind.Delta ? FromDelta(reading) : FromCounter(reading);
        delta = delta with { StartMs = Math.Max(delta.StartMs, delta.EndMs - options.LateWindowMs) };
        if (IsImplausible(delta))
        {
            _suspect = reading;
            return delta with { Rule = CounterRule.ImplausibleRate };
        }
        Accept(reading, delta.Rule);
        return delta;
    }

    StepDelta FromDelta(in CounterReading reading)
    {
        var previousMs = Math.Max(_good?.TimeMs ?? long.MinValue, _suspect?.TimeMs ?? long.MinValue);
        var isFirst = previousMs == long.MinValue;
        var startMs = reading.LengthMs > 0 ? reading.TimeMs - reading.LengthMs
            : isFirst ? reading.TimeMs - MinuteMs
            : Math.Max(previousMs, reading.TimeMs - options.UnknownLengthMs);
        return new StepDelta(startMs, reading.TimeMs, reading.Value, isFirst ? CounterRule.First : CounterRule.Ok);
    }

    StepDelta FromCounter(in CounterReading reading)
    {
        var basis = _suspect is { } suspect && reading.Value >= suspect.Value ? suspect : _good;
        if (basis is not { } last)
        {
            return kind == CounterKind.SinceMidnight
                ? SinceMidnight(reading, CounterRule.First)
                : new StepDelta(reading.TimeMs, reading.TimeMs, 0, CounterRule.First);
        }
        if (kind == CounterKind.SinceMidnight && midnights.Before(reading.TimeMs) > last.TimeMs)
        {
            return SinceMidnight(reading, CounterRule.DayReset);
        }
        var (steps, flag) = Compare(last.Value, reading.Value, HasRebooted(reading));
        return new StepDelta(last.TimeMs, reading.TimeMs, steps, flag);
    }

    (long Steps, CounterRule Rule) Compare(long last, long value, bool rebooted)
    {
        if (rebooted)
        {
            return (value, CounterRule.Reboot);
        }
        if (value >= last)
        {
            return (value - last, CounterRule.Ok);
        }
        if (modulus is { } m && last * 10 >= m * 9 && value * 10 <= m)
        {
            return (value + m - last, CounterRule.Rollover);
        }
        return value * 100 >= last * options.DipPercent ? (0, CounterRule.Dip) : (value, CounterRule.Reset);
    }

    StepDelta SinceMidnight(in CounterReading reading, CounterRule flag) =>
        new(midnights.Before(reading.TimeMs), reading.TimeMs, reading.Value, flag);

    bool HasRebooted(in CounterReading reading) =>
        _boot is not null && reading.Boot is not null && reading.Boot != _boot;

    bool IsImplausible(in StepDelta delta) =>
        delta.Steps < 0 || (delta.Steps > 0 && delta.EndMs <= delta.StartMs) ||
        (Int128)delta.Steps * MinuteMs > options.MaxCadence * (Int128)Math.Max(delta.EndMs - delta.StartMs, MinuteMs);

    void Accept(in CounterReading reading, CounterRule flag)
    {
        _good = flag == CounterRule.Dip && _good is { } high ? reading with { Value = high.Value } : reading;
        _suspect = null;
        _boot = reading.Boot ?? _boot;
    }
}
