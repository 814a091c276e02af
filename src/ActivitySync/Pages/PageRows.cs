using System.Buffers.Binary;
using System.Text;

namespace ActivitySync.Pages;

/// <summary>A row as it stands in a page.</summary>
/// <param name="Id">Its row number in a table; null in an index and in a table without row numbers.</param>
/// <param name="Columns">Null, long, double, string or bytes.</param>
internal readonly record struct PageRow(long? Id, object?[] Columns);

/// <summary>
/// The rows in one page (SQLite file format, chapters 1.6 and 2.1): by its list of cells, and where that cannot be followed
/// by trying every place. Only rows that are whole are given; what they mean is the caller's to judge.
/// </summary>
internal sealed class PageRows(PagedFile file)
{
    const int PageBytes = PagedFile.PageBytes;
    const int MostColumns = 16;
    const int MostRowBytes = 16 << 20; // ours are reports of some kilobytes

    const byte InnerIndex = 2, InnerTable = 5, LeafIndex = 10, LeafTable = 13;

    // A text that is none any more is no text of ours.
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The rows its list of cells leads to. False when that cannot be followed to the end.</summary>
    public bool TryRead(uint number, byte[] page, List<PageRow> rows)
    {
        var at = number == 1 ? 100 : 0; // the file's own header
        var kind = page[at];
        if (kind == InnerTable)
        {
            return true; // has keys only
        }
        if (kind is not (InnerIndex or LeafIndex or LeafTable))
        {
            return false;
        }
        var cells = BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(at + 3));
        var pointers = at + (kind == InnerIndex ? 12 : 8);
        if (pointers + (2 * cells) > PageBytes)
        {
            return false;
        }
        var isWhole = true;
        for (var i = 0; i < cells; i++)
        {
            var cell = BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(pointers + (2 * i))) + (kind == InnerIndex ? 4 : 0);
            if (cell >= pointers && cell < PageBytes && Row(page, cell, kind == LeafTable) is { } row)
            {
                rows.Add(row);
            }
            else
            {
                isWhole = false;
            }
        }
        return isWhole;
    }

    /// <summary>Whatever reads as a row at any place of the page; some of it never was one.</summary>
    public void Search(byte[] page, List<PageRow> rows)
    {
        for (var at = 0; at < PageBytes - 4; at++)
        {
            if (Row(page, at, isTable: false) is { } inIndex)
            {
                rows.Add(inIndex);
            }
            if (Row(page, at, isTable: true) is { } inTable)
            {
                rows.Add(inTable);
            }
        }
    }

    PageRow? Row(byte[] page, int at, bool isTable)
    {
        var rest = (ReadOnlySpan<byte>)page.AsSpan(at);
        var id = 0L;
        if (!RecordFormat.TryVarint(ref rest, out var size) || size is < 3 or > MostRowBytes || (isTable && !RecordFormat.TryVarint(ref rest, out id)))
        {
            return null;
        }
        var start = PageBytes - rest.Length;
        var local = RecordFormat.Local((int)size, isTable ? RecordFormat.MostLocalInTable : RecordFormat.MostLocalInIndex);
        if (start + local > PageBytes || !TryTypes(page.AsSpan(start, local), size, out var header, out var types))
        {
            return null;
        }
        try
        {
            return RecordFormat.Whole(page, start, local, (int)size, file.Read) is { } row
                ? new PageRow(isTable ? id : null, Columns(row, header, types)) : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    static bool TryTypes(ReadOnlySpan<byte> row, long size, out int header, out List<long> types)
    {
        (header, types) = (0, []);
        var rest = row;
        if (!RecordFormat.TryVarint(ref rest, out var length) || length < 2 || length > Math.Min(row.Length, 64))
        {
            return false;
        }
        header = (int)length;
        if (header < row.Length - rest.Length)
        {
            return false;
        }
        var columns = row[(row.Length - rest.Length)..header];
        var sum = length;
        while (!columns.IsEmpty)
        {
            if (types.Count == MostColumns || !RecordFormat.TryVarint(ref columns, out var type) || type is < 0 or 10 or 11 or > (2L * MostRowBytes) + 13)
            {
                return false;
            }
            types.Add(type);
            sum += RecordFormat.Length(type);
        }
        return sum == size;
    }

    static object?[] Columns(byte[] row, int header, List<long> types)
    {
        var columns = new object?[types.Count];
        var at = header;
        for (var i = 0; i < columns.Length; i++)
        {
            var length = (int)RecordFormat.Length(types[i]);
            var bytes = row.AsSpan(at, length);
            at += length;
            columns[i] = types[i] switch
            {
                0 => null,
                7 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
                8 or 9 => types[i] - 8,
                <= 6 => RecordFormat.Number(bytes),
                _ when types[i] % 2 == 0 => bytes.ToArray(),
                _ => Utf8.GetString(bytes),
            };
        }
        return columns;
    }
}
