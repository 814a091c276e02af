namespace ActivitySync.Spool;

/// <summary>
/// When each device's newest reading was taken, and whether its silence was told. Every method may throw
/// <see cref="SpoolUnavailableException"/>.
/// </summary>
internal sealed class DeviceTable(SpoolState state)
{
    const string Upsert =
        """
        INSERT INTO device (wearer, device, last_ms) VALUES ($wearer, $device, $last)
        ON CONFLICT (wearer, device) DO UPDATE SET last_ms = max(last_ms, excluded.last_ms)
        """;

    /// <summary>Notes the newest reading of devices; an older one than is known changes nothing.</summary>
    public void Heard(IReadOnlyCollection<(string Wearer, string Device, long LastMs)> devices) => state.Write(transaction =>
    {
        foreach (var (wearer, device, lastMs) in devices)
        {
            state.Run(transaction, Upsert, ("$wearer", wearer), ("$device", device), ("$last", lastMs));
        }
    });

    /// <summary>All devices ever heard, by wearer and name.</summary>
    public IReadOnlyList<HeardDevice> All() => state.Read(
        "SELECT wearer, device, last_ms, stale_ms FROM device ORDER BY wearer, device",
        row => new HeardDevice(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)));

    /// <summary>Notes that devices fell silent or are back, with the events that tell of it, in one transaction.</summary>
    public void Changed(IReadOnlyList<HeardDevice> devices, IReadOnlyList<OutboxEvent> events)
    {
        state.Write(transaction =>
        {
            foreach (var device in devices)
            {
                state.Run(transaction, "UPDATE device SET stale_ms = $stale WHERE wearer = $wearer AND device = $device",
                    ("$stale", device.StaleMs), ("$wearer", device.Wearer), ("$device", device.Device));
            }
            Outbox.Add(state, transaction, events);
        });
        state.Ring();
    }
}

/// <summary>A device and its newest reading.</summary>
/// <param name="Wearer">Whose.</param>
/// <param name="Device">Its name.</param>
/// <param name="LastMs">Time of its newest reading, Unix milliseconds UTC.</param>
/// <param name="StaleMs">Time of the reading after which its silence was told, Unix milliseconds UTC; 0 when it speaks.</param>
internal sealed record HeardDevice(string Wearer, string Device, long LastMs, long StaleMs);
