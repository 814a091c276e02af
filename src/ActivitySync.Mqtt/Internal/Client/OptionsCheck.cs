using System.Text;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>Refuses options, filters and topics that no server could accept.</summary>
internal static class OptionsCheck
{
    // A record must fit beside its topic; below this not even a CONNACK with properties does.
    private const int SmallestPacketSize = 128;

    public static void Check(MqttClientOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.Host);
        Range(options.Port, 1, ushort.MaxValue, nameof(options.Port));
        Range(options.ReceiveMaximum, 1, ushort.MaxValue, nameof(options.ReceiveMaximum));
        Range(options.MaximumPacketSize, SmallestPacketSize, 268_435_460, nameof(options.MaximumPacketSize));
        Range(options.TopicAliasMaximum, 0, ushort.MaxValue, nameof(options.TopicAliasMaximum));
        if (options.ClientId.Length == 0 && options.SessionExpiry > TimeSpan.Zero)
        {
            throw new ArgumentException("a session that outlives the connection needs a ClientId", nameof(options));
        }

        if (options.ConnectTimeout <= TimeSpan.Zero || options.ReconnectFirst <= TimeSpan.Zero)
        {
            throw new ArgumentException("ConnectTimeout and ReconnectFirst must be positive", nameof(options));
        }

        if (options.Will is { } will)
        {
            TopicBytes(will.Topic);
        }

        foreach (var subscription in options.Subscriptions)
        {
            Check(subscription);
        }
    }

    public static void Check(MqttSubscription subscription)
    {
        var filter = Encoding.UTF8.GetBytes(subscription.Filter);
        if (!MqttText.IsLegal(filter, Dialect.V5) || !MqttText.IsLegalTopicFilter(filter))
        {
            throw new ArgumentException($"'{subscription.Filter}' is not a topic filter (section 4.7)");
        }

        if (subscription.NoLocal && MqttText.TrySplitShared(filter, out _, out _))
        {
            throw new ArgumentException("No Local is not allowed on a shared subscription [3.8.3-4]");
        }

        if (subscription.Identifier is { } identifier)
        {
            Range(identifier, 1, FrameReader.LargestRemainingLength, nameof(subscription.Identifier));
        }
    }

    public static byte[] TopicBytes(string topic)
    {
        var bytes = Encoding.UTF8.GetBytes(topic);
        return bytes.Length is > 0 and <= ushort.MaxValue && MqttText.IsLegalTopicName(bytes, Dialect.V5)
            ? bytes
            : throw new ArgumentException($"'{topic}' is not a topic name (section 4.7)", nameof(topic));
    }

    private static void Range(int value, int smallest, int largest, string name)
    {
        if (value < smallest || value > largest)
        {
            throw new ArgumentException($"{name} must be from {smallest} to {largest}, not {value}");
        }
    }
}
