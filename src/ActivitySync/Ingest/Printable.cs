namespace ActivitySync.Ingest;

/// <summary>Makes what strangers sent safe for a terminal or a log: one line, no control characters, not endless.</summary>
internal static class Printable
{
    public static string Of(string text, int most = 200)
    {
        var cut = text.Length > most ? string.Concat(text.AsSpan(0, most), "…") : text;
        return string.Concat(cut.Select(character => char.IsControl(character) || character == '\uFFFD' ? '.' : character));
    }
}
