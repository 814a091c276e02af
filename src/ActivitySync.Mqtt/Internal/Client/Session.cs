namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>What outlives a connection (section 4.1): messages under way both ways, subscriptions.</summary>
internal sealed class Session
{
    public Session(MqttClientOptions options, TimeProvider time)
    {
        var packetIds = new PacketIds();
        SendSide = new SendSide(time);
        Outbox = new Outbox(SendSide, packetIds);
        Ledger = new AckLedger(SendSide, options.EnforceReceiveMaximum ? options.ReceiveMaximum : long.MaxValue);
        Subscriptions = new Subscriptions(SendSide, packetIds, options.Subscriptions);
    }

    public SendSide SendSide { get; }

    public Outbox Outbox { get; }

    public AckLedger Ledger { get; }

    public Subscriptions Subscriptions { get; }
}
