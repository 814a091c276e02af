using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt;

/// <summary>Subscription identifiers of a message, read as they are asked for.</summary>
public ref struct MqttSubscriptionIds
{
    private PropertyBlock.Enumerator _properties;

    internal MqttSubscriptionIds(PropertyBlock properties) => _properties = properties.GetEnumerator();

    public readonly int Current => (int)_properties.Current.Number;

    public readonly MqttSubscriptionIds GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_properties.MoveNext())
        {
            if (_properties.Current.Id == MqttPropertyId.SubscriptionIdentifier)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>User properties of a message (section 3.3.2.3.7), read as they are asked for.</summary>
public ref struct MqttUserProperties
{
    private PropertyBlock.Enumerator _properties;

    internal MqttUserProperties(PropertyBlock properties) => _properties = properties.GetEnumerator();

    public readonly MqttUserProperty Current => new(_properties.Current.Name, _properties.Current.Data);

    public readonly MqttUserProperties GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_properties.MoveNext())
        {
            if (_properties.Current.Id == MqttPropertyId.UserProperty)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A name and a value, both UTF-8.</summary>
public readonly ref struct MqttUserProperty(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Value { get; } = value;
}
