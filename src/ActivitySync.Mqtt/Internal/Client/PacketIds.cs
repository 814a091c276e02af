namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>Hands out unused packet identifiers in rising order [2.2.1-3]. Guarded by the send side's gate.</summary>
internal sealed class PacketIds
{
    private readonly PacketIdSet _used = new();
    private ushort _last;
    private int _count;

    /// <summary>False when all 65,535 are in use.</summary>
    public bool TryTake(out ushort id)
    {
        id = 0;
        if (_count == ushort.MaxValue)
        {
            return false;
        }

        do
        {
            _last = _last == ushort.MaxValue ? (ushort)1 : (ushort)(_last + 1);
        }
        while (!_used.Add(_last));

        _count++;
        id = _last;
        return true;
    }

    public void Return(ushort id)
    {
        if (_used.Remove(id))
        {
            _count--;
        }
    }
}
