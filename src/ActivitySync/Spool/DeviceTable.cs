namespace ActivitySync.Spool;

/// <summary>
/// When each device's newest reading was taken, whether its silence was told, and how far its clock stands from ours. Every
/// method may throw <see cref="SpoolUnavailableException"/>.
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
        "SELECT wearer, device, last_ms, stale_ms, offset_ms FROM device ORDER BY wearer, device",
        row => new HeardDevice(
            row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.IsDBNull(4) ? null : row.GetInt64(4)));

    /// <summary>Notes how far the clocks of devices that were heard stand from ours.</summary>
    public void Offset(IReadOnlyCollection<(string Wearer, string Device, long? OffsetMs)> devices) => state.Write(transaction =>
    {
        foreach (var (wearer, device, offsetMs) in devices)
        {
            state.Run(transaction, "UPDATE device SET offset_ms = $offset WHERE wearer = $wearer AND device = $device",
                ("$offset", (object?)offsetMs ?? DBNull.Value), ("$wearer", wearer), ("$device", device));
        }
    });

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
/// <param name="OffsetMs">
/// Steady time by which its readings lie before their receipt, milliseconds, negative when after it; null when there is none
/// worth telling (see <see cref="Core.Decoding.ClockOffset"/>).
/// </param>
internal sealed record HeardDevice(string Wearer, string Device, long LastMs, long StaleMs, long? OffsetMs = null);
