namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>
/// The properties of a packet, judged once when read and decoded lazily afterwards: nothing is allocated, and a
/// property nobody asks for costs one pass. Enumerable with foreach.
/// </summary>
internal readonly ref struct PropertyBlock
{
    /// <summary>For bytes that were judged before, with the mask that <see cref="Present"/> gave.</summary>
    public PropertyBlock(ReadOnlySpan<byte> bytes, ulong present)
    {
        Bytes = bytes;
        Present = present;
    }

    /// <summary>A bit for each identifier that is there.</summary>
    public ulong Present { get; }

    /// <summary>The encoded properties without their length prefix.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Wraps properties encoded by us (see <see cref="PropertyWriter"/>); they are not judged.</summary>
    public static PropertyBlock FromEncoded(ReadOnlySpan<byte> bytes)
    {
        var present = 0UL;
        foreach (var property in new PropertyBlock(bytes, 0))
        {
            present |= PropertyScope.Bit(property.Id);
        }

        return new PropertyBlock(bytes, present);
    }

    /// <summary>Reads length and properties, and refuses what section 2.2.2 does not allow in this place.</summary>
    public static bool TryRead(
        scoped ref WireReader reader,
        PropertyScope scope,
        Dialect dialect,
        out PropertyBlock block,
        out MqttFault fault)
    {
        block = default;
        fault = default;
        if (!dialect.IsV5)
        {
            return true;
        }

        if (!reader.TryVariable(out var length) || !reader.TryBytes((int)length, out var bytes))
        {
            fault = MqttFault.Malformed("property length");
            return false;
        }

        if (length == 0)
        {
            return true;
        }

        if (!TryJudge(bytes, scope, dialect, out var present, out fault))
        {
            return false;
        }

        block = new PropertyBlock(bytes, present);
        return true;
    }

    public bool Has(MqttPropertyId id) => (Present & PropertyScope.Bit(id)) != 0;

    /// <summary>Value of an integer property, or the default the specification gives it when absent.</summary>
    public uint Number(MqttPropertyId id, uint absent) => TryFind(id, out var found) ? found.Number : absent;

    /// <summary>Value of a string or binary property; empty when absent.</summary>
    public ReadOnlySpan<byte> Data(MqttPropertyId id) => TryFind(id, out var found) ? found.Data : default;

    public Enumerator GetEnumerator() => new(Bytes);

    private bool TryFind(MqttPropertyId id, out MqttProperty found)
    {
        if (Has(id))
        {
            foreach (var property in this)
            {
                if (property.Id == id)
                {
                    found = property;
                    return true;
                }
            }
        }

        found = default;
        return false;
    }

    private static bool TryJudge(
        ReadOnlySpan<byte> bytes, PropertyScope scope, Dialect dialect, out ulong present, out MqttFault fault)
    {
        present = 0;
        fault = default;
        var reader = new WireReader(bytes);
        while (!reader.AtEnd)
        {
            if (!MqttProperty.TryRead(ref reader, dialect, out var property))
            {
                fault = MqttFault.Malformed("unknown or truncated property");
                return false;
            }

            var bit = PropertyScope.Bit(property.Id);
            if ((scope.Allowed & bit) == 0)
            {
                fault = new MqttFault(scope.ForeignCode, "property of another packet type");
                return false;
            }

            if ((present & bit) != 0 && (scope.Repeatable & bit) == 0)
            {
                fault = MqttFault.Protocol("property given twice");
                return false;
            }

            if (!IsLegalValue(property))
            {
                fault = property.Id == MqttPropertyId.TopicAlias
                    ? new MqttFault(MqttReasonCode.TopicAliasInvalid, "topic alias 0")
                    : MqttFault.Protocol("property value out of range");
                return false;
            }

            present |= bit;
        }

        return true;
    }

    // The ranges given with each property in chapter 3.
    private static bool IsLegalValue(scoped in MqttProperty property) => property.Id switch
    {
        MqttPropertyId.PayloadFormatIndicator or MqttPropertyId.RequestProblemInformation
            or MqttPropertyId.RequestResponseInformation or MqttPropertyId.MaximumQos or MqttPropertyId.RetainAvailable
            or MqttPropertyId.WildcardSubscriptionAvailable or MqttPropertyId.SubscriptionIdentifierAvailable
            or MqttPropertyId.SharedSubscriptionAvailable => property.Number <= 1,
        MqttPropertyId.ReceiveMaximum or MqttPropertyId.MaximumPacketSize or MqttPropertyId.TopicAlias
            or MqttPropertyId.SubscriptionIdentifier => property.Number != 0,
        MqttPropertyId.ResponseTopic =>
            !property.Data.IsEmpty && property.Data.IndexOfAny((byte)'+', (byte)'#') < 0,
        _ => true,
    };

    /// <summary>Walks properties that were judged before; ends at the first it cannot read.</summary>
    public ref struct Enumerator(ReadOnlySpan<byte> bytes)
    {
        private WireReader _reader = new(bytes);
        private MqttProperty _current;

        public readonly MqttProperty Current => _current;

        public bool MoveNext() => !_reader.AtEnd && MqttProperty.TryRead(ref _reader, Dialect.V5, out _current);
    }
}
