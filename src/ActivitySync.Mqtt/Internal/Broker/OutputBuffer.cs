using System.Buffers;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>Collects packets for one connection in one pooled array, so that a wake-up costs one send. Owned by the gate.</summary>
internal sealed class OutputBuffer : IBufferWriter<byte>
{
    // An acknowledgement or two; a busy connection soon starts with what it needed last time.
    private const int FirstSize = 128;

    private byte[] _buffer = [];
    private int _nextSize = FirstSize;

    public int Length { get; private set; }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(Length);
    }

    /// <summary>Hands the array over; the taker returns it to the shared pool.</summary>
    public ArraySegment<byte> Take()
    {
        var taken = new ArraySegment<byte>(_buffer, 0, Length);
        _nextSize = Math.Max(FirstSize, Length);
        _buffer = [];
        Length = 0;
        return taken;
    }

    public void Discard()
    {
        Return(_buffer);
        _buffer = [];
        Length = 0;
    }

    public static void Return(byte[]? array)
    {
        if (array is { Length: > 0 })
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private void Reserve(int size)
    {
        if (_buffer.Length - Length >= Math.Max(size, 1))
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + size, Math.Max(_buffer.Length * 2, _nextSize)));
        _buffer.AsSpan(0, Length).CopyTo(larger);
        Return(_buffer);
        _buffer = larger;
    }
}
