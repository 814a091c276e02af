using System.Buffers;

namespace ActivitySync.Mqtt.Internal.Codec;

/// <summary>CONNECT (section 3.1).</summary>
internal readonly ref struct ConnectPacket
{
    /// <summary>
    /// Version the client speaks. Set even when the rest is faulty, so that the refusal can be written in words the
    /// client understands.
    /// </summary>
    public Dialect Dialect { get; init; }

    /// <summary>Clean Start in 5.0, Clean Session in 3.1.1.</summary>
    public bool CleanStart { get; init; }

    /// <summary>Seconds; 0 turns keep alive off (3.1.2.10).</summary>
    public ushort KeepAlive { get; init; }

    public ReadOnlySpan<byte> ClientId { get; init; }

    public PropertyBlock Properties { get; init; }

    public bool HasWill { get; init; }

    public WillFields Will { get; init; }

    public bool HasUserName { get; init; }

    public ReadOnlySpan<byte> UserName { get; init; }

    public bool HasPassword { get; init; }

    public ReadOnlySpan<byte> Password { get; init; }

    public static bool TryRead(
        scoped in MqttFrame frame, bool refuseControlCharacters, out ConnectPacket packet, out MqttFault fault)
    {
        packet = default;
        var reader = new WireReader(frame.Body);
        if (!TryReadVersion(ref reader, refuseControlCharacters, out var dialect, out var isV31, out fault))
        {
            packet = new ConnectPacket { Dialect = dialect };
            return false;
        }

        packet = new ConnectPacket { Dialect = dialect };
        if (!reader.TryByte(out var flags) || !reader.TryUInt16(out var keepAlive))
        {
            fault = MqttFault.Hopeless("CONNECT cut short");
            return false;
        }

        if (!isV31 && !HasLegalFlags(flags, dialect))
        {
            fault = ((flags >> 3) & 3) == 3
                ? MqttFault.Hopeless("will QoS 3")
                : MqttFault.Malformed("CONNECT flags");
            return false;
        }

        if (!PropertyBlock.TryRead(ref reader, PropertyScope.Connect, dialect, out var properties, out fault))
        {
            return false;
        }

        if (properties.Has(MqttPropertyId.AuthenticationData) && !properties.Has(MqttPropertyId.AuthenticationMethod))
        {
            fault = MqttFault.Protocol("authentication data without a method");
            return false;
        }

        var head = new ConnectPacket
        {
            Dialect = dialect,
            CleanStart = (flags & 0x02) != 0,
            KeepAlive = keepAlive,
            Properties = properties,
        };
        if (!TryReadPayload(ref reader, flags, head, out var complete, out fault))
        {
            return false;
        }

        if (isV31 && complete.ClientId.IsEmpty)
        {
            fault = new MqttFault(MqttReasonCode.ClientIdentifierNotValid, "empty client identifier in MQTT 3.1");
            return false;
        }

        packet = complete;
        return true;
    }

    public void Write(IBufferWriter<byte> output)
    {
        var flags = (CleanStart ? 0x02 : 0) | (HasUserName ? 0x80 : 0) | (HasPassword ? 0x40 : 0);
        if (HasWill)
        {
            flags |= 0x04 | ((int)Will.Qos << 3) | (Will.Retain ? 0x20 : 0);
        }

        var remaining = 10
            + WireWriter.PropertiesSize(Dialect.IsV5, Properties.Bytes.Length)
            + 2 + ClientId.Length
            + (HasWill ? Will.Size(Dialect) : 0)
            + (HasUserName ? 2 + UserName.Length : 0)
            + (HasPassword ? 2 + Password.Length : 0);
        var writer = WireWriter.Begin(output, (int)MqttPacketType.Connect << 4, remaining);
        writer.Field("MQTT"u8);
        writer.Byte(Dialect.IsV5 ? 5 : 4);
        writer.Byte(flags);
        writer.UInt16(KeepAlive);
        writer.Properties(Dialect.IsV5, Properties.Bytes);
        writer.Field(ClientId);
        if (HasWill)
        {
            Will.Write(ref writer, Dialect);
        }

        if (HasUserName)
        {
            writer.Field(UserName);
        }

        if (HasPassword)
        {
            writer.Field(Password);
        }

        writer.Complete(output);
    }

    private static bool TryReadVersion(
        scoped ref WireReader reader,
        bool refuseControlCharacters,
        out Dialect dialect,
        out bool isV31,
        out MqttFault fault)
    {
        isV31 = false;
        dialect = new Dialect(IsV5: false, refuseControlCharacters);
        if (!reader.TryBinary(out var name) || !reader.TryByte(out var level))
        {
            fault = MqttFault.Malformed("protocol name");
            return false;
        }

        isV31 = name.SequenceEqual("MQIsdp"u8);
        fault = new MqttFault(MqttReasonCode.UnsupportedProtocolVersion, "protocol name or version")
        {
            IsUnanswered = !isV31 && !name.SequenceEqual("MQTT"u8),
        };

        // MQTT 3.1 (2010) is read as 3.1.1, from which it differs in its name, in flags that say nothing yet, and in
        // not knowing empty client identifiers.
        dialect = dialect with { IsV5 = level is not (3 or 4) };
        return !fault.IsUnanswered && (isV31 ? level == 3 : level is 4 or 5);
    }

    // 3.1.2.3 to 3.1.2.9: reserved bit 0, will details only with a will, and in 3.1.1 a password only with a name.
    private static bool HasLegalFlags(byte flags, Dialect dialect)
    {
        var hasWill = (flags & 0x04) != 0;
        var willQos = (flags >> 3) & 3;
        return (flags & 0x01) == 0
            && willQos != 3
            && (hasWill || (flags & 0x38) == 0)
            && (dialect.IsV5 || (flags & 0xC0) != 0x40);
    }

    private static bool TryReadPayload(
        scoped ref WireReader reader, byte flags, ConnectPacket head, out ConnectPacket packet, out MqttFault fault)
    {
        packet = default;
        var dialect = head.Dialect;
        if (!reader.TryBinary(out var clientId))
        {
            fault = MqttFault.Malformed("client identifier");
            return false;
        }

        var isLegal = MqttText.IsLegal(clientId, dialect);
        if (!isLegal || (clientId.IsEmpty && !dialect.IsV5 && !head.CleanStart))
        {
            // 3.1.1 rejects an empty identifier with words [3.1.3-8] and malformed text by closing [1.5.3-1].
            fault = new MqttFault(MqttReasonCode.ClientIdentifierNotValid, "client identifier")
            {
                IsUnanswered = !isLegal && !dialect.IsV5,
            };
            return false;
        }

        WillFields will = default;
        fault = default;
        var hasWill = (flags & 0x04) != 0;
        if (hasWill && !WillFields.TryRead(ref reader, dialect, flags, out will, out fault))
        {
            return false;
        }

        var hasUserName = (flags & 0x80) != 0;
        ReadOnlySpan<byte> userName = default;
        if (hasUserName && !reader.TryText(dialect, out userName))
        {
            fault = MqttFault.Hopeless("user name");
            return false;
        }

        var hasPassword = (flags & 0x40) != 0;
        ReadOnlySpan<byte> password = default;
        if (hasPassword && !reader.TryBinary(out password))
        {
            fault = MqttFault.Hopeless("password");
            return false;
        }

        if (!reader.AtEnd)
        {
            fault = MqttFault.Malformed("bytes after the end of CONNECT");
            return false;
        }

        packet = new ConnectPacket
        {
            Dialect = dialect,
            CleanStart = head.CleanStart,
            KeepAlive = head.KeepAlive,
            Properties = head.Properties,
            ClientId = clientId,
            HasWill = hasWill,
            Will = will,
            HasUserName = hasUserName,
            UserName = userName,
            HasPassword = hasPassword,
            Password = password,
        };
        return true;
    }
}
