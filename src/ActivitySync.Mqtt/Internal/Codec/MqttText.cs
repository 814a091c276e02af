using System.Text;
using System.Text.Unicode;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>The rules for strings, topic names and topic filters (sections 1.5.4 and 4.7), on UTF-8 bytes.</summary>
internal static class MqttText
{
    private static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    /// <summary>Well-formed UTF-8 without surrogates [1.5.4-1] and without U+0000 [1.5.4-2].</summary>
    public static bool IsLegal(ReadOnlySpan<byte> text, Dialect dialect) =>
        Utf8.IsValid(text)
        && !text.Contains((byte)0)
        && (!dialect.RefuseControlCharacters || !HasControlOrNonCharacter(text));

    /// <summary>No wildcard [3.3.2-2]; emptiness is judged where a topic alias is known.</summary>
    public static bool IsLegalTopicName(ReadOnlySpan<byte> topic, Dialect dialect) =>
        topic.IndexOfAny((byte)'+', (byte)'#', (byte)0) < 0
        && Utf8.IsValid(topic)
        && (!dialect.RefuseControlCharacters || !HasControlOrNonCharacter(topic));

    /// <summary>
    /// At least one character [4.7.3-1], '#' only alone in the last level [4.7.1-1], '+' only alone in its level
    /// [4.7.1-2], and for $share a name without wildcards and a filter after it [4.8.2-1, 4.8.2-2].
    /// </summary>
    public static bool IsLegalTopicFilter(ReadOnlySpan<byte> filter)
    {
        if (filter.StartsWith(SharePrefix))
        {
            return TrySplitShared(filter, out _, out var shared) && IsLegalPlainFilter(shared);
        }

        return IsLegalPlainFilter(filter);
    }

    /// <summary>Takes "$share/{name}/{filter}" apart (4.8.2); false when it is not of that shape.</summary>
    public static bool TrySplitShared(
        ReadOnlySpan<byte> filter, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> shared)
    {
        name = default;
        shared = default;
        if (!filter.StartsWith(SharePrefix))
        {
            return false;
        }

        var rest = filter[SharePrefix.Length..];
        var slash = rest.IndexOf((byte)'/');
        if (slash <= 0 || slash == rest.Length - 1)
        {
            return false;
        }

        name = rest[..slash];
        shared = rest[(slash + 1)..];
        return name.IndexOfAny((byte)'+', (byte)'#') < 0;
    }

    private static bool IsLegalPlainFilter(ReadOnlySpan<byte> filter)
    {
        if (filter.IsEmpty)
        {
            return false;
        }

        for (var index = 0; index < filter.Length; index++)
        {
            if (filter[index] is not ((byte)'+' or (byte)'#'))
            {
                continue;
            }

            var startsLevel = index == 0 || filter[index - 1] == '/';
            var isLast = index == filter.Length - 1;
            if (!startsLevel || !(isLast || (filter[index] == '+' && filter[index + 1] == '/')))
            {
                return false;
            }
        }

        return true;
    }

    // The "disallowed" code points of 1.5.4: controls and non-characters.
    private static bool HasControlOrNonCharacter(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var length);
            var value = rune.Value;
            if (value is < 0x20 or (>= 0x7F and <= 0x9F) or (>= 0xFDD0 and <= 0xFDEF) || (value & 0xFFFE) == 0xFFFE)
            {
                return true;
            }

            text = text[length..];
        }

        return false;
    }
}
