namespace ActivitySync.Tests.Support;

/// <summary>Damages good payloads the way lines, disks and strangers do. The same seed gives the same damage.</summary>
public sealed class PayloadMutations(int seed)
{
    // What tends to break parsers of numbers, times and JSON.
    static readonly string[] Tokens =
    [
        "null", "-1", "0", "255", "1e400", "-0", "9007199254740993", "99999999999999999999", "\"\"", "\"%value\"", "{}", "[]",
        "[[[[[[[[[[[[[[[[[[[[", "NaN", "\"8,123\"", "true", "\"2026-02-30T25:61:61Z\"", "\"9999-12-31T23:59:59-05:00\"",
        "\"0001-01-01 00:00:00 +1400\"", "\"\\ud800\"", "\u202F", "\"14/09/2026 18:05:30\"", "18446744073709551616", "1.5e-7",
    ];

    readonly Random _random = new(seed);

    /// <summary>A damaged copy: one to four changes.</summary>
    public byte[] Of(byte[] good)
    {
        var bytes = good;
        for (var changes = _random.Next(1, 5); changes > 0; changes--)
        {
            bytes = Change(bytes);
        }
        return bytes;
    }

    byte[] Change(byte[] bytes)
    {
        var at = _random.Next(bytes.Length + 1);
        var to = Math.Min(bytes.Length, at + _random.Next(1, 12));
        return _random.Next(7) switch
        {
            0 => [.. bytes[..at], (byte)_random.Next(256), .. bytes[Math.Min(bytes.Length, at + 1)..]],
            1 => bytes[..at],
            2 => [.. bytes[..at], .. bytes[to..]],
            3 => [.. bytes[..to], .. bytes[at..]],
            4 => [.. bytes[..at], .. System.Text.Encoding.UTF8.GetBytes(Tokens[_random.Next(Tokens.Length)]), .. bytes[to..]],
            5 => ReplaceValue(bytes),
            _ => [.. bytes[..at], (byte)(at < bytes.Length ? bytes[at] ^ (1 << _random.Next(8)) : 0), .. bytes[Math.Min(bytes.Length, at + 1)..]],
        };
    }

    // A whole value is exchanged, so that the JSON stays JSON and the damage reaches the reading of it.
    byte[] ReplaceValue(byte[] bytes)
    {
        var colons = Enumerable.Range(0, bytes.Length).Where(i => bytes[i] == ':').ToList();
        if (colons.Count == 0)
        {
            return System.Text.Encoding.UTF8.GetBytes(Tokens[_random.Next(Tokens.Length)]);
        }
        var start = colons[_random.Next(colons.Count)] + 1;
        var end = Array.FindIndex(bytes, start, value => value is (byte)',' or (byte)'}' or (byte)']');
        return [.. bytes[..start], .. System.Text.Encoding.UTF8.GetBytes(Tokens[_random.Next(Tokens.Length)]), .. bytes[(end < 0 ? bytes.Length : end)..]];
    }
}
