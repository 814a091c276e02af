using System.Buffers.Binary;

namespace ActivitySync.Pages;

/// <summary>How SQLite writes a row into pages of <see cref="PagedFile.PageBytes"/> (file format, chapters 1.6 and 2.1).</summary>
internal static class RecordFormat
{
    /// <summary>Bytes of a row that stay in the page of a table; a longer one goes on in overflow pages.</summary>
    public const int MostLocalInTable = PageBytes - 35;

    /// <summary>Likewise in the page of an index.</summary>
    public const int MostLocalInIndex = ((PageBytes - 12) * 64 / 255) - 23;

    const int PageBytes = PagedFile.PageBytes;
    const int LeastLocal = ((PageBytes - 12) * 32 / 255) - 23;

    /// <summary>Takes a number of one to nine bytes off the front; false when they do not hold one.</summary>
    public static bool TryVarint(ref ReadOnlySpan<byte> bytes, out long value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(9, bytes.Length); i++)
        {
            value = i == 8 ? (value << 8) | bytes[i] : (value << 7) | (uint)(bytes[i] & 0x7f);
            if (i == 8 || bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }
        return false;
    }

    /// <summary>Bytes of a column of this serial type.</summary>
    public static long Length(long type) => type switch
    {
        <= 4 => type,
        5 => 6,
        6 or 7 => 8,
        <= 11 => 0,
        _ => (type - 12) / 2,
    };

    /// <summary>A whole number of serial type 1 to 6, from its bytes.</summary>
    public static long Number(ReadOnlySpan<byte> bytes)
    {
        var value = (long)(sbyte)bytes[0];
        foreach (var one in bytes[1..])
        {
            value = (value << 8) | one;
        }
        return value;
    }

    /// <summary>How many bytes of a row of this size stay in its page, of which at most so many may.</summary>
    public static int Local(int size, int most)
    {
        if (size <= most)
        {
            return size;
        }
        var local = LeastLocal + ((size - LeastLocal) % (PageBytes - 4));
        return local <= most ? local : LeastLocal;
    }

    /// <summary>A row's bytes, those in its page and those in the overflow pages behind; null when one cannot be had.</summary>
    /// <param name="page">The page the row begins in.</param>
    /// <param name="start">Where in it.</param>
    /// <param name="local">How much of it stands there.</param>
    /// <param name="size">Bytes of the whole row.</param>
    /// <param name="read">Reads a page into a buffer; false when there is none of that number.</param>
    public static byte[]? Whole(byte[] page, int start, int local, int size, Func<uint, byte[], bool> read)
    {
        if (local == size)
        {
            return page.AsSpan(start, size).ToArray();
        }
        if (start + local + 4 > PageBytes)
        {
            return null;
        }
        var row = new byte[size];
        page.AsSpan(start, local).CopyTo(row);
        var next = BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(start + local));
        var overflow = new byte[PageBytes];
        for (var have = local; have < size;)
        {
            if (next == 0 || !read(next, overflow))
            {
                return null;
            }
            var take = Math.Min(PageBytes - 4, size - have);
            overflow.AsSpan(4, take).CopyTo(row.AsSpan(have));
            next = BinaryPrimitives.ReadUInt32BigEndian(overflow);
            have += take;
        }
        return row;
    }
}
