namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>One property: a number, or bytes, or a name with bytes (section 2.2.2.2).</summary>
internal readonly ref struct MqttProperty
{
    public MqttPropertyId Id { get; private init; }

    /// <summary>Value of the integer kinds, else 0.</summary>
    public uint Number { get; private init; }

    /// <summary>Value of the string and binary kinds, else empty.</summary>
    public ReadOnlySpan<byte> Data { get; private init; }

    /// <summary>Name of a user property, else empty.</summary>
    public ReadOnlySpan<byte> Name { get; private init; }

    /// <summary>Reads identifier and value; text is judged, values are not.</summary>
    public static bool TryRead(scoped ref WireReader reader, Dialect dialect, out MqttProperty property)
    {
        property = default;
        if (!reader.TryVariable(out var number))
        {
            return false;
        }

        var id = (MqttPropertyId)number;
        var read = true;
        uint value = 0;
        ReadOnlySpan<byte> data = default;
        ReadOnlySpan<byte> name = default;
        switch (KindOf(id))
        {
            case Kind.Byte:
                read = reader.TryByte(out var one);
                value = one;
                break;
            case Kind.TwoBytes:
                read = reader.TryUInt16(out var two);
                value = two;
                break;
            case Kind.FourBytes:
                read = reader.TryUInt32(out value);
                break;
            case Kind.Variable:
                read = reader.TryVariable(out value);
                break;
            case Kind.Text:
                read = reader.TryText(dialect, out data);
                break;
            case Kind.Binary:
                read = reader.TryBinary(out data);
                break;
            case Kind.Pair:
                read = reader.TryText(dialect, out name) && reader.TryText(dialect, out data);
                break;
            default:
                return false;
        }

        property = new MqttProperty { Id = id, Number = value, Data = data, Name = name };
        return read;
    }

    private static Kind KindOf(MqttPropertyId id) => id switch
    {
        MqttPropertyId.PayloadFormatIndicator or MqttPropertyId.RequestProblemInformation
            or MqttPropertyId.RequestResponseInformation or MqttPropertyId.MaximumQos or MqttPropertyId.RetainAvailable
            or MqttPropertyId.WildcardSubscriptionAvailable or MqttPropertyId.SubscriptionIdentifierAvailable
            or MqttPropertyId.SharedSubscriptionAvailable => Kind.Byte,
        MqttPropertyId.ServerKeepAlive or MqttPropertyId.ReceiveMaximum or MqttPropertyId.TopicAliasMaximum
            or MqttPropertyId.TopicAlias => Kind.TwoBytes,
        MqttPropertyId.MessageExpiryInterval or MqttPropertyId.SessionExpiryInterval
            or MqttPropertyId.WillDelayInterval or MqttPropertyId.MaximumPacketSize => Kind.FourBytes,
        MqttPropertyId.SubscriptionIdentifier => Kind.Variable,
        MqttPropertyId.ContentType or MqttPropertyId.ResponseTopic or MqttPropertyId.AssignedClientIdentifier
            or MqttPropertyId.AuthenticationMethod or MqttPropertyId.ResponseInformation
            or MqttPropertyId.ServerReference or MqttPropertyId.ReasonString => Kind.Text,
        MqttPropertyId.CorrelationData or MqttPropertyId.AuthenticationData => Kind.Binary,
        MqttPropertyId.UserProperty => Kind.Pair,
        _ => Kind.Unknown,
    };

    private enum Kind
    {
        Unknown,
        Byte,
        TwoBytes,
        FourBytes,
        Variable,
        Text,
        Binary,
        Pair,
    }
}
