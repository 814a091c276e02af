using ActivitySync.Core.Telemetry;
using ActivitySync.Spool;

namespace ActivitySync.Ingest;

/// <summary>
/// Which devices were heard, so that one that falls silent is noticed. Owned by the drain. To cost steady traffic nothing,
/// a device is written down again only when its newest reading is a minute newer.
/// </summary>
internal sealed class HeardDevices(DeviceTable table, DeviceClocks clocks)
{
    const long WorthWritingMs = 60_000;

    readonly Dictionary<(string Wearer, string Device), (long LastMs, long WrittenMs)> _devices = [];

    /// <summary>How their clocks stand.</summary>
    public DeviceClocks Clocks => clocks;

    /// <summary>Takes note of the stored samples.</summary>
    public void Note(SampleBatch batch)
    {
        foreach (ref readonly var sample in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch.Steps))
        {
            Note(sample.Wearer, sample.Device, sample.TimeMs);
        }
        foreach (ref readonly var sample in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch.HeartRates))
        {
            Note(sample.Wearer, sample.Device, sample.TimeMs);
        }
    }

    /// <summary>Writes down what is worth it. May be repeated.</summary>
    public void Write()
    {
        var news = _devices.Where(device => device.Value.LastMs - device.Value.WrittenMs >= WorthWritingMs).ToList();
        if (news.Count > 0)
        {
            table.Heard([.. news.Select(device => (device.Key.Wearer, device.Key.Device, device.Value.LastMs))]);
        }
        foreach (var (key, (lastMs, _)) in news)
        {
            _devices[key] = (lastMs, lastMs);
        }
        clocks.Write();
    }

    void Note(string wearer, string device, long timeMs)
    {
        ref var known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            _devices, (wearer, device), out _);
        known.LastMs = Math.Max(known.LastMs, timeMs);
    }
}
