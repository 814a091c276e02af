using NodaTime;

namespace ActivitySync.Storage;

/// <summary>One figure of a derived row. A name has one type for ever: whole or fractional, never both.</summary>
internal readonly record struct DayField
{
    DayField(string name, long? whole, double? fraction) => (Name, Whole, Fraction) = (name, whole, fraction);

    /// <summary>Column name, snake case with unit where needed.</summary>
    public string Name { get; }

    /// <summary>The value of a whole-number column, else null.</summary>
    public long? Whole { get; }

    /// <summary>The value of a fractional column, else null.</summary>
    public double? Fraction { get; }

    /// <summary>A whole-number figure.</summary>
    public static DayField Of(string name, long value) => new(name, value, null);

    /// <summary>A fractional figure.</summary>
    public static DayField Of(string name, double value) => new(name, null, value);
}

/// <summary>A scored day as stored: the whole report, and its figures as columns for dashboards.</summary>
/// <param name="Wearer">Whose day.</param>
/// <param name="Date">The wearer's local date.</param>
/// <param name="Revision">1 for the first result of this day, then one more for each changed result.</param>
/// <param name="RuleVersion">Version of the rules that made the report.</param>
/// <param name="ComputedMs">When it was made, Unix milliseconds UTC.</param>
/// <param name="Report">The whole report, canonical JSON.</param>
/// <param name="Fields">Its figures; absent figures are left out, never zero.</param>
internal sealed record DayRow(
    string Wearer, LocalDate Date, int Revision, int RuleVersion, long ComputedMs, string Report,
    IReadOnlyList<DayField> Fields);

/// <summary>A target decision as stored.</summary>
/// <param name="Wearer">Whose target.</param>
/// <param name="Date">First local date it holds for.</param>
/// <param name="Revision">1 for the first result for this date, then one more for each changed result.</param>
/// <param name="Steps">Steps a day.</param>
/// <param name="Action">RAISE, HOLD, LOWER, DELOAD …</param>
/// <param name="Reason">One plain sentence.</param>
/// <param name="Inputs">What the decision was made from, canonical JSON.</param>
internal sealed record TargetRow(
    string Wearer, LocalDate Date, int Revision, long Steps, string Action, string Reason, string Inputs);

/// <summary>An hour of a scored day as stored. The hours of a day add up to its steps.</summary>
/// <param name="Wearer">Whose hour.</param>
/// <param name="Date">The wearer's local date.</param>
/// <param name="Hour">Hours since the day began, from 0; a day has 23 to 25 of them, a traveller's more or fewer.</param>
/// <param name="Revision">1 for the first result of this day, then one more for each changed result; all hours of a day share it.</param>
/// <param name="StartMs">First instant, Unix milliseconds UTC.</param>
/// <param name="Minutes">Length; 60 but for a last hour that is cut.</param>
/// <param name="Steps">Steps, all devices merged; null when no device said anything.</param>
/// <param name="CoarseSteps">Of these, steps known only over long intervals and spread over them; null likewise.</param>
/// <param name="WalkingMinutes">Minutes of walking; null when no minute is known.</param>
/// <param name="MedianBpm">Median heart rate of its minutes, bpm; null when not measured.</param>
internal sealed record HourRow(
    string Wearer, LocalDate Date, int Hour, int Revision, long StartMs, int Minutes, long? Steps, long? CoarseSteps,
    long? WalkingMinutes, double? MedianBpm);

/// <summary>How far a day had come at a moment, as it was told.</summary>
/// <param name="Wearer">Whose.</param>
/// <param name="TimeMs">When it was told, Unix milliseconds UTC.</param>
/// <param name="Steps">Steps of the day so far; null when no device said anything.</param>
/// <param name="Expected">Steps expected by then; null when not known.</param>
/// <param name="Target">Target of the day; null before the first.</param>
internal sealed record ProgressRow(string Wearer, long TimeMs, long? Steps, long? Expected, long? Target);

/// <summary>What retention removes of a wearer.</summary>
/// <param name="RawBeforeMs">
/// Steps and heart rates from before this moment, Unix milliseconds UTC; of each step stream the last one before it stays,
/// because a later counter reading is compared with it. Null to remove none.
/// </param>
/// <param name="ProgressBeforeMs">Progress from before this moment; null to remove none.</param>
/// <param name="HoursBefore">Hours of days before this date; null to remove none.</param>
internal sealed record PruneCut(long? RawBeforeMs, long? ProgressBeforeMs, LocalDate? HoursBefore);
