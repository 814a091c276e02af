using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace ActivitySync.Storage.Transfer;

/// <summary>The hash that rows would have as exported lines, one after another.</summary>
internal sealed class LineHash
{
    const int BufferBytes = 64 * 1024;

    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly ArrayBufferWriter<byte> _buffer = new(BufferBytes + 4096);

    public void Add<T>(IReadOnlyList<T> rows, LineWriter<T> write)
    {
        using var json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
        foreach (var row in rows)
        {
            json.WriteStartObject();
            write(json, row);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            _buffer.Write("\n"u8);
            if (_buffer.WrittenCount >= BufferBytes)
            {
                Flush();
            }
        }
    }

    /// <summary>The hash, lower-case hexadecimal. Ends it.</summary>
    public string Close()
    {
        Flush();
        var text = Convert.ToHexStringLower(_hash.GetHashAndReset());
        _hash.Dispose();
        return text;
    }

    void Flush()
    {
        _hash.AppendData(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
