using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Spool;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Ingest;

/// <summary>
/// Which devices were heard, so that a new one is told of and one that falls silent is noticed. Owned by the drain. To cost steady traffic nothing,
/// a device is written down again only when its newest reading is a minute newer.
/// </summary>
internal sealed partial class HeardDevices(DeviceTable table, DeviceClocks clocks, DecodingRules rules, ILogger logger)
{
    const long WorthWritingMs = 60_000;

    // Our choice: a log is read by people.
    const int MostTold = 1_000;

    HashSet<(string Wearer, string Device)>? _known;
    int _told;

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
            _known ??= [.. table.All().Select(device => (device.Wearer, device.Device))];
            table.Heard([.. news.Select(device => (device.Key.Wearer, device.Key.Device, device.Value.LastMs))]);
        }
        foreach (var (key, (lastMs, _)) in news)
        {
            _devices[key] = (lastMs, lastMs);
            if (_known!.Add(key) && _told++ < MostTold)
            {
                Tell(key.Wearer, key.Device);
            }
        }
        clocks.Write();
    }

    void Tell(string wearer, string device)
    {
        var listed = rules.Wearers.GetValueOrDefault(wearer)?.DevicePriority ?? [];
        var others = _known!.Where(known => known.Wearer == wearer && known.Device != device).Select(known => known.Device)
            .Order(StringComparer.Ordinal).Take(8).ToList();
        if (listed.Contains(device) || others.Count == 0)
        {
            LogFirst(device, wearer);
        }
        else
        {
            LogFirstBeside(device, wearer, string.Join(", ", others), string.Join(", ",
                listed.Concat(others).Append(device).Distinct(StringComparer.Ordinal).Select(name => $"\"{name}\"")));
        }
    }

    void Note(string wearer, string device, long timeMs)
    {
        ref var known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            _devices, (wearer, device), out _);
        known.LastMs = Math.Max(known.LastMs, timeMs);
    }

    [LoggerMessage(LogLevel.Information, "First reading of {Device}, a device of {Wearer}")]
    partial void LogFirst(string device, string wearer);

    [LoggerMessage(LogLevel.Information, "First reading of {Device}, a device of {Wearer} beside {Others}. Where they count at the same "
        + "time the most trusted stands, never the sum: write \"devices\": [ {Devices} ] in wearers.json in your order, or it is by name")]
    partial void LogFirstBeside(string device, string wearer, string others, string devices);
}
