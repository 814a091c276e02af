using System.Globalization;

namespace ActivitySync.Core.Targets;

/// <summary>Numbers as people read them.</summary>
internal static class Wording
{
    /// <summary>Whole number with thousands separators.</summary>
    public static string Number(decimal value) =>
        decimal.Round(value, 0, MidpointRounding.AwayFromZero).ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count with its word.</summary>
    public static string Count(int count, string one, string many) =>
        $"{Number(count)} {(count == 1 ? one : many)}";

    /// <summary>A number with up to one decimal.</summary>
    public static string Short(decimal value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
