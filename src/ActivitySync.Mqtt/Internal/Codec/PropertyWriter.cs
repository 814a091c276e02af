using System.Buffers;
using System.Text;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>Appends encoded properties, in the caller's order and without the block's length (section 2.2.2).</summary>
internal readonly struct PropertyWriter(IBufferWriter<byte> output)
{
    public void Byte(MqttPropertyId id, int value)
    {
        var writer = new WireWriter(output.GetSpan(2));
        writer.Byte((int)id);
        writer.Byte(value);
        writer.Complete(output);
    }

    public void UInt16(MqttPropertyId id, int value)
    {
        var writer = new WireWriter(output.GetSpan(3));
        writer.Byte((int)id);
        writer.UInt16(value);
        writer.Complete(output);
    }

    public void UInt32(MqttPropertyId id, uint value)
    {
        var writer = new WireWriter(output.GetSpan(5));
        writer.Byte((int)id);
        writer.UInt32(value);
        writer.Complete(output);
    }

    public void Variable(MqttPropertyId id, int value)
    {
        var writer = new WireWriter(output.GetSpan(5));
        writer.Byte((int)id);
        writer.Variable(value);
        writer.Complete(output);
    }

    public void Data(MqttPropertyId id, ReadOnlySpan<byte> value)
    {
        var writer = new WireWriter(output.GetSpan(3 + value.Length));
        writer.Byte((int)id);
        writer.Field(value);
        writer.Complete(output);
    }

    public void Text(MqttPropertyId id, string value) => Data(id, Encoding.UTF8.GetBytes(value));

    /// <summary>Text that may be absent: null writes nothing.</summary>
    public void OptionalText(MqttPropertyId id, string? value)
    {
        if (value is not null)
        {
            Text(id, value);
        }
    }

    /// <summary>A user property (UTF-8 String Pair).</summary>
    public void Pair(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var writer = new WireWriter(output.GetSpan(5 + name.Length + value.Length));
        writer.Byte((int)MqttPropertyId.UserProperty);
        writer.Field(name);
        writer.Field(value);
        writer.Complete(output);
    }

    public void Pair(string name, string value) => Pair(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
}
