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
