using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// Bytes of line protocol being put together. Kept and reused, so that steady traffic allocates nothing.
/// </summary>
internal sealed class LineBuffer : IDisposable
{
    /// <summary>Nanoseconds in a millisecond.</summary>
    public const int NsPerMs = 1_000_000;

    static readonly SearchValues<byte> Escaped = SearchValues.Create("\"\\"u8);

    readonly MemoryStream _zipped = new();
    byte[] _bytes = new byte[64 * 1024];

    public int Length { get; private set; }

    /// <summary>Points so far.</summary>
    public int Points { get; private set; }

    public ReadOnlyMemory<byte> Lines => _bytes.AsMemory(0, Length);

    public void Clear() => (Length, Points) = (0, 0);

    /// <summary>Ends a point with its time: milliseconds, and nanoseconds within that, 0 to 999,999.</summary>
    public void End(long timeMs, int withinNs = 0)
    {
        Raw(" "u8).Number((timeMs * NsPerMs) + withinNs).Raw("\n"u8);
        Points++;
    }

    public LineBuffer Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
        return this;
    }

    /// <summary>A tag value or field name: letters, digits, underscore, hyphen. Nothing in it needs escaping.</summary>
    public LineBuffer Word(string word)
    {
        Reserve(word.Length);
        Length += Encoding.ASCII.GetBytes(word, _bytes.AsSpan(Length));
        return this;
    }

    public LineBuffer Number(long value)
    {
        Reserve(20);
        value.TryFormat(_bytes.AsSpan(Length), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    public LineBuffer Number(double value)
    {
        Reserve(32);
        value.TryFormat(_bytes.AsSpan(Length), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    /// <summary>
    /// A string field: in quotes, with quotes and backslashes escaped; everything else stands for itself.
    /// </summary>
    public LineBuffer Quoted(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Raw("\"\""u8);
        }
        Raw("\""u8);
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        // Encoded behind room for the worst case, then moved forward piece by piece.
        Reserve(3 * size);
        var source = _bytes.AsSpan(Length + (2 * size), size);
        var rest = (ReadOnlySpan<byte>)source[..Encoding.UTF8.GetBytes(text, source)];
        while (rest.IndexOfAny(Escaped) is var special and >= 0)
        {
            Raw(rest[..special]).Raw("\\"u8).Raw(rest.Slice(special, 1));
            rest = rest[(special + 1)..];
        }
        return Raw(rest).Raw("\""u8);
    }

    /// <summary>
    /// The lines as one gzip member (3.x before 3.8 reads only the first). Valid until the next change.
    /// </summary>
    public ReadOnlyMemory<byte> Zipped()
    {
        _zipped.SetLength(0);
        using (var gzip = new GZipStream(_zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(_bytes, 0, Length);
        }
        return _zipped.GetBuffer().AsMemory(0, (int)_zipped.Length);
    }

    public void Dispose() => _zipped.Dispose();

    void Reserve(int more)
    {
        if (Length + more > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
        }
    }
}
