namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>Which of the 65,535 packet identifiers (section 2.2.1) are marked; eight kibibytes.</summary>
internal sealed class PacketIdSet
{
    private readonly ulong[] _bits = new ulong[1024];

    public bool Contains(ushort id) => (_bits[id >> 6] & (1UL << (id & 63))) != 0;

    /// <summary>False when it was there already.</summary>
    public bool Add(ushort id)
    {
        ref var word = ref _bits[id >> 6];
        var bit = 1UL << (id & 63);
        var isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    /// <summary>False when it was not there.</summary>
    public bool Remove(ushort id)
    {
        ref var word = ref _bits[id >> 6];
        var bit = 1UL << (id & 63);
        var wasThere = (word & bit) != 0;
        word &= ~bit;
        return wasThere;
    }

    public void Clear() => Array.Clear(_bits);

    public void CopyFrom(PacketIdSet other) => other._bits.CopyTo(_bits, 0);
}
