using System.Globalization;
using System.Text;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;

namespace ActivitySync.Dashboard;

/// <summary>How a minute is drawn.</summary>
public enum StripState
{
    /// <summary>Still to come.</summary>
    Ahead,

    /// <summary>Not worn, or nothing known.</summary>
    NotWorn,

    /// <summary>Worn, hardly a step.</summary>
    Still,

    /// <summary>Light effort.</summary>
    Light,

    /// <summary>Moderate effort.</summary>
    Moderate,

    /// <summary>Vigorous effort.</summary>
    Vigorous,
}

/// <summary>
/// A day's minutes as a strip: one colour and one height each, so that it can be read without colours. Shapes are SVG
/// paths in minutes and hundredths of the height.
/// </summary>
public sealed class DayStrip
{
    /// <summary>Height of the strip in its own units.</summary>
    public const int Height = 100;

    const int HourMinutes = 60;

    readonly StripState[] _states;

    DayStrip(StripState[] states) => _states = states;

    /// <summary>The first minute that is still to come; as many as there are when the day is over.</summary>
    public int Until => Array.IndexOf(_states, StripState.Ahead) is >= 0 and var first ? first : Minutes;

    /// <summary>Minutes in the day.</summary>
    public int Minutes => _states.Length;

    /// <summary>A strip.</summary>
    /// <param name="minutes">The day's minutes.</param>
    /// <param name="until">The first minute that is still to come.</param>
    public static DayStrip Of(IReadOnlyList<DayMinute> minutes, int until)
        => new([.. minutes.Select((minute, index) => index >= until ? StripState.Ahead : StateOf(minute))]);

    /// <summary>How a minute is drawn.</summary>
    public static StripState StateOf(DayMinute minute) => minute switch
    {
        { Worn: false } or { Intensity: Intensity.Unknown } => StripState.NotWorn,
        { Intensity: Intensity.Vigorous } => StripState.Vigorous,
        { Intensity: Intensity.Moderate } => StripState.Moderate,
        { Intensity: Intensity.Light } => StripState.Light,
        _ => StripState.Still,
    };

    /// <summary>How many minutes of the day are in a state.</summary>
    public int Count(StripState state) => _states.Count(one => one == state);

    /// <summary>How many minutes of an hour, counted from the day's start, are in a state.</summary>
    public int Count(int hour, StripState state)
        => _states.Skip(hour * HourMinutes).Take(HourMinutes).Count(one => one == state);

    /// <summary>The shape of all minutes in a state; empty when there are none.</summary>
    public string Shape(StripState state)
    {
        var path = new StringBuilder();
        for (var start = 0; start < _states.Length;)
        {
            var end = start + 1;
            while (end < _states.Length && _states[end] == _states[start])
            {
                end++;
            }
            if (_states[start] == state)
            {
                path.Append(CultureInfo.InvariantCulture,
                    $"M{start} {Height}v-{HeightOf(state)}h{end - start}v{HeightOf(state)}z");
            }
            start = end;
        }
        return path.ToString();
    }

    // Higher is harder; what is not known fills the strip, so that it cannot be taken for none.
    static int HeightOf(StripState state) => state switch
    {
        StripState.Still => 16,
        StripState.Light => 40,
        StripState.Moderate => 72,
        _ => Height,
    };
}
