using System.Globalization;

namespace ActivitySync.Dashboard;

/// <summary>A chart's scale from zero to a round number, and its place in the drawing.</summary>
/// <param name="Most">Largest value of the scale.</param>
/// <param name="Height">Its length in the drawing's units.</param>
public readonly record struct Axis(int Most, int Height)
{
    /// <summary>A scale that holds a value and ends at one, two or five of a power of ten, or halfway.</summary>
    public static Axis Up(int largest, int height)
    {
        var step = 1;
        while (step * 10 <= largest)
        {
            step *= 10;
        }
        int[] rounds = [1, 2, 3, 4, 5, 6, 8, 10];
        return new Axis(Math.Max(1, step * rounds.First(round => step * round >= largest || round == 10)), height);
    }

    /// <summary>Where a value is drawn, from the top, as SVG writes it.</summary>
    public string Y(double value) => Text(Height - (Math.Min(value, Most) * Height / Most));

    /// <summary>How high a value stands.</summary>
    public string Length(double value) => Text(Math.Min(value, Most) * Height / Most);

    /// <summary>A number as SVG writes it.</summary>
    public static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
