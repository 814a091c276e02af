namespace ActivitySync.Core.Telemetry;

/// <summary>
/// The form of wearer and device identifiers: 1 to 64 of <c>A–Z a–z 0–9 _ -</c>. Safe as MQTT topic level, InfluxDB tag
/// value, file name and URL segment without escaping.
/// </summary>
public static class Slug
{
    /// <summary>Longest identifier, characters. Our choice: fits a UUID with a prefix.</summary>
    public const int MaxLength = 64;

    /// <summary>Whether the text is a well-formed identifier.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }
        foreach (var character in text)
        {
            if (!(char.IsAsciiLetterOrDigit(character) || character is '_' or '-'))
            {
                return false;
            }
        }
        return true;
    }
}
