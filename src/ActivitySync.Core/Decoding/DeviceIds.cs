using System.Security.Cryptography;
using System.Text;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>From the ids publishers give to devices to names that may be stored.</summary>
public static class DeviceIds
{
    // 40 bits: no two devices of a household meet.
    const int AliasBytes = 5;

    /// <summary>The form in which ids are compared: a MAC in upper case without separators, anything else as it is.</summary>
    public static string Key(string id)
    {
        var bare = id.Replace(":", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return bare.Length == 12 && bare.All(char.IsAsciiHexDigit) ? bare.ToUpperInvariant() : id;
    }

    /// <summary>A name for a device whose id must not be stored: <c>device-</c> and ten hex digits, the same each time.</summary>
    public static string Alias(string id)
        => "device-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key(id)))[..AliasBytes]);

    /// <summary>
    /// A name made from words: what may not stand in a <see cref="Slug"/> becomes a hyphen. Ids of hardware, and words of
    /// which nothing remains or which are too long, get an alias.
    /// </summary>
    public static string Name(string words)
    {
        if (IsHardware(words))
        {
            return Alias(words);
        }
        var name = new StringBuilder(words.Length);
        foreach (var character in words)
        {
            if (char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
            {
                name.Append(character);
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }
        var slug = name.ToString().Trim('-');
        return Slug.IsValid(slug) ? slug : Alias(words);
    }

    // MAC addresses, and the 15 digits of an IMEI (3GPP TS 23.003 section 6.2.1).
    internal static bool IsHardware(string id)
        => (Key(id) is { Length: 12 } key && key.All(char.IsAsciiHexDigit)) || (id.Length == 15 && id.All(char.IsAsciiDigit));
}
