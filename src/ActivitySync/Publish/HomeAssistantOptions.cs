using System.ComponentModel.DataAnnotations;

namespace ActivitySync.Publish;

/// <summary>What Home Assistant is told about us.</summary>
internal sealed class HomeAssistantOptions
{
    /// <summary>
    /// Announce each wearer as a device with sensors and controls. On by default: where there is no Home Assistant, it is
    /// one retained message a wearer that nobody reads. Switching it off takes the devices away.
    /// </summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Home Assistant's discovery prefix. Change it only together with Home Assistant's own setting.</summary>
    [Required, RegularExpression("^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$")]
    public string Prefix { get; init; } = "homeassistant";

    /// <summary>Address of a page about the devices, shown as a link in Home Assistant; empty for none.</summary>
    [StringLength(1_000)]
    public string ConfigurationUrl { get; init; } = "";
}
