using ActivitySync.Mqtt.Internal.Transport;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>
/// The one buffer of the receive thread. Starts at 64 KiB; grows while reads fill it or a packet needs more, to the
/// larger of 256 KiB and the Maximum Packet Size, so memory is bounded whatever arrives.
/// </summary>
internal sealed class ReceiveBuffer(int maximumPacketSize)
{
    private const int Smallest = 65_536;
    private const int Roomy = 262_144;

    private readonly int _limit = Math.Max(maximumPacketSize, Roomy);
    private byte[] _bytes = new byte[Smallest];
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    public void Clear() => _start = _end = 0;

    public void Consume(int count) => _start += count;

    /// <summary>Forgets some of the unread bytes, from an offset on.</summary>
    public void Cut(int offset, int count)
    {
        _bytes.AsSpan(_start + offset + count, _end - _start - offset - count).CopyTo(_bytes.AsSpan(_start + offset));
        _end -= count;
    }

    /// <summary>Blocks for more bytes and returns how many; spans taken before are void.</summary>
    public int Fill(ILink link, int needed)
    {
        MakeRoom(needed);
        var read = link.Read(_bytes.AsSpan(_end));
        _end += read;
        return read;
    }

    private void MakeRoom(int needed)
    {
        var held = _end - _start;
        var wasFull = _end == _bytes.Length;
        var size = _bytes.Length;
        if (needed > size || (wasFull && size < _limit))
        {
            size = Math.Min(Math.Max(needed, size * 2), _limit);
        }

        if (size != _bytes.Length)
        {
            var larger = new byte[size];
            Unread.CopyTo(larger);
            _bytes = larger;
        }
        else if (_start > 0)
        {
            Unread.CopyTo(_bytes);
        }

        _start = 0;
        _end = held;
    }
}
