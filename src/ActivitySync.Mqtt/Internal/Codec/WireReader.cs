using System.Buffers.Binary;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>Reads the data types of section 1.5 from a span; answers false instead of reading past it.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    /// <summary>What has not been read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public readonly bool AtEnd => _rest.IsEmpty;

    public bool TryByte(out byte value)
    {
        if (_rest.IsEmpty)
        {
            value = 0;
            return false;
        }

        value = _rest[0];
        _rest = _rest[1..];
        return true;
    }

    /// <summary>Two Byte Integer (1.5.2).</summary>
    public bool TryUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out value))
        {
            return false;
        }

        _rest = _rest[2..];
        return true;
    }

    /// <summary>Four Byte Integer (1.5.3).</summary>
    public bool TryUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_rest, out value))
        {
            return false;
        }

        _rest = _rest[4..];
        return true;
    }

    /// <summary>Variable Byte Integer in its shortest form, at most four bytes (1.5.5).</summary>
    public bool TryVariable(out uint value)
    {
        value = 0;
        for (var index = 0; index < 4 && index < _rest.Length; index++)
        {
            var next = _rest[index];
            value |= (uint)(next & 0x7F) << (7 * index);
            if (next < 0x80)
            {
                _rest = _rest[(index + 1)..];
                return next != 0 || index == 0;
            }
        }

        return false;
    }

    /// <summary>Binary Data, and the bytes of a string before they are judged as text (1.5.4, 1.5.6).</summary>
    public bool TryBinary(out ReadOnlySpan<byte> value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out var length) || _rest.Length - 2 < length)
        {
            value = default;
            return false;
        }

        value = _rest.Slice(2, length);
        _rest = _rest[(2 + length)..];
        return true;
    }

    /// <summary>UTF-8 Encoded String (1.5.4).</summary>
    public bool TryText(Dialect dialect, out ReadOnlySpan<byte> value) =>
        TryBinary(out value) && MqttText.IsLegal(value, dialect);

    public bool TryBytes(int count, out ReadOnlySpan<byte> value)
    {
        if (count > _rest.Length)
        {
            value = default;
            return false;
        }

        value = _rest[..count];
        _rest = _rest[count..];
        return true;
    }
}
