using System.Buffers;
using System.Buffers.Binary;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>
/// Writes the data types of section 1.5 into a span whose size the caller has computed. Too small a span is a bug in
/// the caller and throws.
/// </summary>
internal ref struct WireWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;
    private int _position;

    public readonly int Position => _position;

    /// <summary>Bytes a Variable Byte Integer takes (1.5.5).</summary>
    public static int VariableSize(int value) => value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4;

    /// <summary>Bytes a property block takes with its length prefix; nothing in 3.1.1.</summary>
    public static int PropertiesSize(bool isV5, int length) => isV5 ? VariableSize(length) + length : 0;

    /// <summary>Asks room for a whole packet and writes its fixed header; end with <see cref="Complete"/>.</summary>
    public static WireWriter Begin(IBufferWriter<byte> output, int header, int remainingLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(remainingLength, FrameReader.LargestRemainingLength);
        var writer = new WireWriter(output.GetSpan(1 + VariableSize(remainingLength) + remainingLength));
        writer.Byte(header);
        writer.Variable(remainingLength);
        return writer;
    }

    public readonly void Complete(IBufferWriter<byte> output) => output.Advance(_position);

    public void Byte(int value) => _destination[_position++] = (byte)value;

    public void UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_destination[_position..], (ushort)value);
        _position += 2;
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_destination[_position..], value);
        _position += 4;
    }

    public void Variable(int value)
    {
        while (value >= 0x80)
        {
            Byte(value | 0x80);
            value >>= 7;
        }

        Byte(value);
    }

    public void Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_destination[_position..]);
        _position += value.Length;
    }

    /// <summary>A string or binary value with its two-byte length.</summary>
    public void Field(ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ushort.MaxValue);
        UInt16(value.Length);
        Raw(value);
    }

    /// <summary>A property block made of two parts; nothing in 3.1.1.</summary>
    public void Properties(bool isV5, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default)
    {
        if (isV5)
        {
            Variable(first.Length + second.Length);
            Raw(first);
            Raw(second);
        }
    }
}
