using System.Buffers;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// Bytes received and not yet consumed. An idle connection holds no array: it waits with a read of zero bytes, and the
/// rest of a short unfinished packet is kept in an array of its own size. Used by the receive loop only.
/// </summary>
internal sealed class InputBuffer(Stream stream)
{
    // One read takes what the kernel usually has; rented only while there is something to read.
    private const int ReadSize = 64 * 1024;

    // Shorter rests are cheaper to copy than a large array is to hold while a slow sender goes on.
    private const int CopyBelow = 4 * 1024;

    private byte[] _buffer = [];
    private bool _isRented;
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Data => _buffer.AsSpan(_start, _end - _start);

    public void Consume(int count) => _start += count;

    /// <summary>Waits for more bytes. False at the end of the stream.</summary>
    public async ValueTask<bool> FillAsync(int needed, CancellationToken stop)
    {
        if (!_isRented)
        {
            // Returns 0 by design, when bytes are there to be read or the stream has ended.
            _ = await stream.ReadAsync(Memory<byte>.Empty, stop);
        }

        MakeRoom(Math.Max(needed, ReadSize));
        var count = await stream.ReadAsync(_buffer.AsMemory(_end), stop);
        _end += count;
        return count > 0;
    }

    /// <summary>To be called when all whole packets are consumed.</summary>
    public void Settle()
    {
        var rest = _end - _start;
        if (rest >= CopyBelow)
        {
            return;
        }

        var kept = Data.ToArray();
        Release();
        _buffer = kept;
        _end = rest;
    }

    public void Release()
    {
        if (_isRented)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = [];
        _isRented = false;
        _start = 0;
        _end = 0;
    }

    private void MakeRoom(int size)
    {
        if (_isRented && _buffer.Length >= size && _end < _buffer.Length)
        {
            return;
        }

        var rest = _end - _start;
        if (_isRented && _buffer.Length >= size && _start > 0)
        {
            Data.CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(size, rest + 1));
            Data.CopyTo(larger);
            Release();
            _buffer = larger;
            _isRented = true;
        }

        _start = 0;
        _end = rest;
    }
}
