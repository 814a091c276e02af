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

    private readonly SessionHighs? _sessions = kind == CounterKind.Session ? new SessionHighs() : null;
    private CounterReading? _good;
    private CounterReading? _suspect;
    private string? _boot;

    // Yesterday's figure, while the device goes on showing it.
    private long? _stale;

    /// <summary>Judges the next reading.</summary>
    public StepDelta Next(in CounterReading reading)
    {
        var delta = kind == CounterKind.Delta ? FromDelta(reading)
            : _sessions is not null ? FromSession(reading) : FromCounter(reading);
        if (delta.Rule == CounterRule.Zero)
        {
            return delta;
        }
        delta = delta with { StartMs = Math.Max(delta.StartMs, delta.EndMs - options.LateWindowMs) };
        if (IsImplausible(delta))
        {
            _suspect = reading;
            return delta with { Rule = CounterRule.ImplausibleRate };
        }
        Accept(reading, delta.Rule);
        return delta;
    }

    /// <summary>Shows a reading of another kind than the stream's; nothing is compared with it.</summary>
    public StepDelta Odd(in CounterReading reading) =>
        new(_good?.TimeMs ?? reading.TimeMs, reading.TimeMs, reading.Value, CounterRule.Mixed);

    StepDelta FromDelta(in CounterReading reading)
    {
        var previousMs = Math.Max(_good?.TimeMs ?? long.MinValue, _suspect?.TimeMs ?? long.MinValue);
        var isFirst = previousMs == long.MinValue;
        var startMs = reading.LengthMs > 0 ? reading.TimeMs - reading.LengthMs
            : isFirst ? reading.TimeMs - MinuteMs
            : Math.Max(previousMs, reading.TimeMs - options.UnknownLengthMs);
        return new StepDelta(startMs, reading.TimeMs, reading.Value, isFirst ? CounterRule.First : CounterRule.Ok);
    }

    // When a session began is not told. It is taken to reach back an hour, or as far as its steps take a brisk walker,
    // but not behind the reading before it.
    StepDelta FromSession(in CounterReading reading)
    {
        if (_suspect is { } suspect && suspect.Boot == reading.Boot && reading.Value >= suspect.Value)
        {
            return new StepDelta(suspect.TimeMs, reading.TimeMs, reading.Value - suspect.Value, CounterRule.Ok);
        }
        if (_sessions!.High(reading.Boot) is { } high)
        {
            var more = Math.Max(0, reading.Value - high);
            return new StepDelta(
                _good?.TimeMs ?? reading.TimeMs, reading.TimeMs, more, reading.Value < high ? CounterRule.Dip : CounterRule.Ok);
        }
        var walkMs = Math.Min(reading.Value, int.MaxValue) * MinuteMs / options.MixedCadence;
        var startMs = Math.Max(
            _good?.TimeMs ?? long.MinValue, reading.TimeMs - Math.Max(options.UnknownLengthMs, walkMs));
        return new StepDelta(startMs, reading.TimeMs, reading.Value, CounterRule.NewSession);
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
        if (kind == CounterKind.SinceMidnight && OfDay(reading, last) is { } ofDay)
        {
            return ofDay;
        }
        var (steps, flag) = Compare(last.Value, reading.Value, HasRebooted(reading));
        return new StepDelta(last.TimeMs, reading.TimeMs, steps, flag);
    }

    // What holds for since-midnight counters only: the day's first figure, yesterday's that is still shown, empty zeros.
    StepDelta? OfDay(in CounterReading reading, in CounterReading last)
    {
        var midnight = midnights.Before(reading.TimeMs);
        if (midnight > last.TimeMs)
        {
            return IsStale(reading, last, midnight)
                ? new StepDelta(last.TimeMs, reading.TimeMs, 0, CounterRule.Stale)
                : SinceMidnight(reading, CounterRule.DayReset);
        }
        if (_stale is { } yesterday)
        {
            // A fall is the reset that was due; twice yesterday's figure is not yesterday's any more.
            return IsFall(last.Value, reading.Value, options) || reading.Value >= 2 * yesterday
                ? SinceMidnight(reading, CounterRule.DayReset) : null;
        }
        return reading.Value == 0 && last.Value > 0
            ? new StepDelta(reading.TimeMs, reading.TimeMs, 0, CounterRule.Zero) : null;
    }

    bool IsStale(in CounterReading reading, in CounterReading last, long midnight) =>
        last.Value > 0 && (reading.Value == last.Value ||
            (reading.Value > last.Value && reading.TimeMs - midnight <= options.StaleMs &&
             reading.Value * options.DipPercent <= last.Value * 100));

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
        if (IsRollover(last, value, modulus, options))
        {
            return (value + modulus!.Value - last, CounterRule.Rollover);
        }
        return IsFall(last, value, options) ? (value, CounterRule.Reset) : (0, CounterRule.Dip);
    }

    /// <summary>Whether a counter passed its modulus between the two.</summary>
    internal static bool IsRollover(long last, long value, long? modulus, MovementOptions options) =>
        modulus is { } m && last * 100 >= m * options.RolloverFromPercent && value * 100 <= m * options.RolloverToPercent;

    /// <summary>Whether a reading is too far below the last one for a dip.</summary>
    internal static bool IsFall(long last, long value, MovementOptions options) => value * 100 < last * options.DipPercent;

    StepDelta SinceMidnight(in CounterReading reading, CounterRule flag) =>
        new(midnights.Before(reading.TimeMs), reading.TimeMs, reading.Value, flag);

    bool HasRebooted(in CounterReading reading) =>
        _boot is not null && reading.Boot is not null && reading.Boot != _boot;

    bool IsImplausible(in StepDelta delta) => IsImplausible(delta.Steps, delta.EndMs - delta.StartMs, options);

    /// <summary>Whether nobody makes so many steps in the time.</summary>
    internal static bool IsImplausible(long steps, long lengthMs, MovementOptions options) =>
        steps < 0 || steps > int.MaxValue || (steps > 0 && lengthMs <= 0) ||
        steps * MinuteMs > options.MaxCadence * Math.Max(lengthMs, MinuteMs);

    void Accept(in CounterReading reading, CounterRule flag)
    {
        _stale = flag == CounterRule.Stale ? reading.Value
            : flag is CounterRule.First or CounterRule.DayReset ? null : _stale;
        _sessions?.Accept(reading.Boot, reading.Value);
        _good = flag == CounterRule.Dip && _good is { } high ? reading with { Value = high.Value } : reading;
        _suspect = null;
        _boot = reading.Boot ?? _boot;
    }
}
