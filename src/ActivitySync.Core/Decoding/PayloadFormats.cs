using System.Reflection;

namespace ActivitySync.Core.Decoding;

/// <summary>All formats there are: every class below <c>Formats</c> with a static property called Card.</summary>
public static class PayloadFormats
{
    /// <summary>Their cards by name.</summary>
    public static IReadOnlyDictionary<string, FormatCard> ByName { get; } = typeof(PayloadFormats).Assembly.GetTypes()
        .Select(type => type.GetProperty("Card", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
        .OfType<FormatCard>().OrderBy(card => card.Name, StringComparer.Ordinal).ToDictionary(card => card.Name);
}
