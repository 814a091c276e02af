using System.Buffers;
using System.Text;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>
/// The filters this client wants and the requests under way for them (sections 3.8 to 3.11). Every method is called
/// under the send side's gate and only encodes.
/// </summary>
internal sealed class Subscriptions(SendSide sendSide, PacketIds packetIds, IReadOnlyList<MqttSubscription> initial)
{
    private readonly Dictionary<string, MqttSubscription> _wanted = initial.ToDictionary(one => one.Filter);
    private readonly Dictionary<ushort, SubscriptionRequest> _requests = [];
    private ServerLimits _limits = new();
    private Dialect _dialect;
    private bool _hasSubscribed;

    /// <summary>Requests of the connect itself that are not answered yet.</summary>
    public int Outstanding { get; private set; }

    /// <summary>
    /// Asks for everything wanted, unless the server kept the session in which this client has asked before. A session
    /// kept from an earlier process may lack filters that are new. Gives the reason why the server cannot serve us.
    /// </summary>
    public MqttSubscriptionRefusedException? Connected(ServerLimits limits, Dialect dialect, bool sessionPresent)
    {
        _limits = limits;
        _dialect = dialect;
        Outstanding = 0;
        if (_wanted.Values.Select(RefusalUnder).FirstOrDefault(reason => reason is not null) is { } refusal)
        {
            return refusal;
        }

        if (sessionPresent && _hasSubscribed)
        {
            return null;
        }

        // An identifier belongs to a whole packet (3.8.2.1.2).
        foreach (var group in _wanted.Values.GroupBy(one => one.Identifier))
        {
            Outstanding++;
            Send(new SubscriptionRequest { Wanted = [.. group], IsInitial = true });
        }

        return null;
    }

    /// <summary>Forgets requests whose answers died with the connection.</summary>
    public void Disconnected(Exception reason)
    {
        foreach (var (id, request) in _requests)
        {
            packetIds.Return(id);
            request.Done.TrySetException(reason);
        }

        _requests.Clear();
    }

    public MqttSubscriptionRefusedException? RefusalUnder(MqttSubscription subscription)
    {
        var filter = subscription.Filter;
        if (!MqttText.IsLegalTopicFilter(Encoding.UTF8.GetBytes(filter)))
        {
            return new($"{filter} is not a topic filter", MqttReasonCode.TopicFilterInvalid);
        }

        if (!_limits.SharedAvailable && filter.StartsWith("$share/", StringComparison.Ordinal))
        {
            return new($"no shared subscriptions here: {filter}", MqttReasonCode.SharedSubscriptionsNotSupported);
        }

        return !_limits.WildcardsAvailable && filter.AsSpan().IndexOfAny('+', '#') >= 0
            ? new($"the server takes no wildcards: {filter}", MqttReasonCode.WildcardSubscriptionsNotSupported)
            : null;
    }

    public void Send(SubscriptionRequest request)
    {
        if (!packetIds.TryTake(out var id))
        {
            request.Done.TrySetException(new MqttException("no packet identifier is free"));
            return;
        }

        _requests.Add(id, request);
        var filters = new ArrayBufferWriter<byte>();
        foreach (var one in request.Wanted)
        {
            SubscribePacket.AppendFilter(
                filters, Encoding.UTF8.GetBytes(one.Filter), request.IsRemoval ? null : OptionsOf(one));
        }

        new SubscribePacket
        {
            Type = request.IsRemoval ? MqttPacketType.Unsubscribe : MqttPacketType.Subscribe,
            PacketId = id,
            Properties = PropertyBlock.FromEncoded(request.IsRemoval ? request.Properties : PropertiesOf(request)),
            Filters = filters.WrittenSpan,
        }.Write(sendSide.Buffer, _dialect);
    }

    /// <summary>SUBACK or UNSUBACK; null for one we did not ask for, which is passed over.</summary>
    public SubscriptionRequest? Answered(SubAckPacket answer)
    {
        if (!_requests.TryGetValue(answer.PacketId, out var request)
            || request.IsRemoval != (answer.Type == MqttPacketType.UnsubAck))
        {
            return null;
        }

        _requests.Remove(answer.PacketId);
        packetIds.Return(answer.PacketId);
        request.Granted = answer.Reasons.ToArray();
        request.ReasonText = ReasonText.Of(answer.Properties);
        if (request.FirstRefusal() is { } refusal)
        {
            request.Done.TrySetException(refusal);
            return request;
        }

        foreach (var one in request.Wanted)
        {
            if (request.IsRemoval)
            {
                _wanted.Remove(one.Filter);
            }
            else
            {
                _wanted[one.Filter] = one;
            }
        }

        if (request.IsInitial)
        {
            Outstanding--;
            _hasSubscribed |= Outstanding == 0;
        }

        request.Done.TrySetResult();
        return request;
    }

    private SubscribeOptions OptionsOf(MqttSubscription one) => _dialect.IsV5
        ? new SubscribeOptions(one.Qos, one.NoLocal, one.RetainAsPublished, one.RetainHandling)
        : new SubscribeOptions((byte)one.Qos);

    // A server without identifiers still serves the filter; messages then come without the number.
    private byte[] PropertiesOf(SubscriptionRequest request)
    {
        if (request.Wanted[0].Identifier is not { } identifier || !_limits.IdentifiersAvailable)
        {
            return request.Properties;
        }

        var output = new ArrayBufferWriter<byte>();
        new PropertyWriter(output).Variable(MqttPropertyId.SubscriptionIdentifier, identifier);
        output.Write(request.Properties);
        return output.WrittenSpan.ToArray();
    }
}
