using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace ActivitySync.Storage.Transfer;

/// <summary>A file of JSON objects, one a line, being written; its hash is known at the end without reading it again.</summary>
internal sealed class LineFile : IDisposable
{
    const int BufferBytes = 256 * 1024;

    readonly string _path;
    readonly FileStream _file;
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly ArrayBufferWriter<byte> _buffer = new(BufferBytes + 4096);
    readonly Utf8JsonWriter _json;
    long _bytes, _lines;

    public LineFile(string folder, string path)
    {
        _path = path;
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        _file = new FileStream(full, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
    }

    public string Name => _path;

    /// <summary>Writes one line.</summary>
    public void Write<T>(in T row, LineWriter<T> write)
    {
        _json.WriteStartObject();
        write(_json, row);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
        _lines++;
        if (_buffer.WrittenCount >= BufferBytes)
        {
            Flush();
        }
    }

    /// <summary>Ends the file: it is on disk, and this is what it is.</summary>
    public ManifestFile Close()
    {
        Flush();
        _file.Flush(flushToDisk: true);
        return new ManifestFile(_path, _bytes, Convert.ToHexStringLower(_hash.GetHashAndReset()), _lines);
    }

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
        _hash.Dispose();
    }

    void Flush()
    {
        _file.Write(_buffer.WrittenSpan);
        _hash.AppendData(_buffer.WrittenSpan);
        _bytes += _buffer.WrittenCount;
        _buffer.ResetWrittenCount();
    }
}

/// <summary>Writes the properties of a row.</summary>
internal delegate void LineWriter<T>(Utf8JsonWriter json, in T row);
