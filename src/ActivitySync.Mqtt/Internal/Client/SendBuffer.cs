using System.Buffers;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>Bytes that wait to be sent. Grows as needed, shrinks back after an unusual peak.</summary>
internal sealed class SendBuffer : IBufferWriter<byte>
{
    private const int Normal = 16_384;
    private const int Peak = 1 << 20;

    private byte[] _bytes = new byte[Normal];
    private int _count;

    public int Count => _count;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public void Advance(int count) => _count += count;

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_count);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _count += bytes.Length;
    }

    public void Clear()
    {
        _count = 0;
        if (_bytes.Length > Peak)
        {
            _bytes = new byte[Normal];
        }
    }

    private void Reserve(int more)
    {
        var needed = _count + Math.Max(more, 1);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        }
    }
}
