using System.ComponentModel.DataAnnotations;

namespace ActivitySync.Publish;

/// <summary>What is given back over MQTT.</summary>
internal sealed class PublishOptions
{
    /// <summary>Publish retained state, day reports and targets; false to only store them.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How many past days keep a retained report topic. Older ones are in the store.</summary>
    [Range(1, 400)]
    public int DayTopics { get; init; } = 35;
}
