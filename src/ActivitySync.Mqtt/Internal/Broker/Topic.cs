using System.Text;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>A topic name as bytes, with the subscribers found for it last time.</summary>
internal sealed class Topic(byte[] name)
{
    private string? _text;

    public byte[] Name { get; } = name;

    public string Text => _text ??= Encoding.UTF8.GetString(Name);

    /// <summary>$SYS, $share and their like, which leading wildcards do not match (4.7.2).</summary>
    public bool IsReserved => Name.Length > 0 && Name[0] == '$';

    /// <summary>Valid while its version is the one of <see cref="SubscriptionTree"/>; owned by the gate.</summary>
    public Route? Route { get; set; }

    public static int CountLevels(ReadOnlySpan<byte> name) => 1 + name.Count((byte)'/');
}
