using System.Buffers;
using System.Security.Cryptography;
using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>Decides about CONNECT and answers with CONNACK (sections 3.1.4 and 3.2).</summary>
internal sealed class Reception(BrokerCore core, Authenticator authenticator)
{
    // Fixed header, flags, reason and property length.
    private const int ConnAckHead = 5;

    /// <summary>Outside the gate, because a password hash takes its time. Null: not let in.</summary>
    public ValueTask<Identity?> IdentifyAsync(ConnectRequest request, CancellationToken stop) =>
        authenticator.IdentifyAsync(request.UserName, request.Password, stop);

    /// <summary>Under the gate: attaches the session and answers; null when refused.</summary>
    public Conversation? Admit(ConnectRequest request, Identity? identity, Connection connection)
    {
        if (Refusal(request, identity) is { } reason)
        {
            core.Log.LogRefused(connection.Peer, request.ClientId, reason);
            Refuse(connection, request.Dialect, new MqttFault(reason, "refused"));
            return null;
        }

        var clientId = request.ClientId.Length == 0 ? AssignedId() : request.ClientId;
        var properties = ConnAckProperties(request, clientId);
        if (ConnAckHead + properties.Length > request.MaximumPacketSize)
        {
            // It cannot be told anything [3.1.2-24].
            connection.CloseSilently();
            return null;
        }

        var session = core.Sessions.Open(clientId, request.CleanStart, out var isPresent);
        if (session is null)
        {
            core.Log.LogRefused(connection.Peer, clientId, MqttReasonCode.QuotaExceeded);
            Refuse(connection, request.Dialect, new MqttFault(MqttReasonCode.QuotaExceeded, "too many sessions"));
            return null;
        }

        Attach(session, request, identity!, connection);
        var conversation = new Conversation(connection, session, core, request.Dialect);
        if (connection.TryWrite(out var output))
        {
            var block = PropertyBlock.FromEncoded(properties);
            new ConnAckPacket { SessionPresent = isPresent, Properties = block }.Write(output, request.Dialect);
        }

        session.Outbox.Attach(Math.Min(request.ReceiveMaximum, core.Options.MaxInFlight));
        core.Log.LogConnected(clientId, connection.Peer, request.UserName, request.Dialect.IsV5 ? "5.0" : "3.1.1", isPresent);
        return conversation;
    }

    /// <summary>
    /// Under the gate: says no and closes. 3.1.1 has return codes for version, identifier and authority only; to
    /// anything else it is answered by closing (its section 4.8).
    /// </summary>
    public void Refuse(Connection connection, Dialect dialect, MqttFault fault)
    {
        core.Counters.ConnectionsRefused++;
        var isSayable = dialect.IsV5 || fault.Code is MqttReasonCode.UnsupportedProtocolVersion
            or MqttReasonCode.ClientIdentifierNotValid or MqttReasonCode.BadUserNameOrPassword
            or MqttReasonCode.NotAuthorized or MqttReasonCode.QuotaExceeded or MqttReasonCode.ServerUnavailable
            or MqttReasonCode.ServerBusy;
        if (isSayable && !fault.IsUnanswered && connection.TryWrite(out var output))
        {
            new ConnAckPacket { Reason = fault.Code }.Write(output, dialect);
        }

        connection.CloseSilently();
    }

    // 64 random bits never meet again.
    private static string AssignedId() => $"auto-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    private MqttReasonCode? Refusal(ConnectRequest request, Identity? identity)
    {
        if (request.AsksEnhancedAuthentication)
        {
            return MqttReasonCode.BadAuthenticationMethod;
        }

        if (identity is null)
        {
            return request.UserName is null ? MqttReasonCode.NotAuthorized : MqttReasonCode.BadUserNameOrPassword;
        }

        if (ReferenceEquals(identity, Identity.Busy))
        {
            return MqttReasonCode.ServerBusy;
        }

        return core.Hold.LetsIn(request.ClientId) ? null : MqttReasonCode.ServerUnavailable;
    }

    private void Attach(Session session, ConnectRequest request, Identity identity, Connection connection)
    {
        session.Connection = connection;
        var access = identity.AccessOf(request.UserName, session.ClientId);
        if (access is not null || session.Access is not null)
        {
            session.Access = access;
            core.Subscriptions.Invalidate();
        }

        session.ExpiryMs = core.ExpiryOf(request.SessionExpirySeconds);
        if (session.Records is { } records)
        {
            records.Session(session);
        }
        else
        {
            core.Journal?.Records.SessionEnd(session.ClientId);
        }

        session.Bequeath(MayPublishWill(session, request.Will) ? request.Will : null);
        var keepAlive = KeepAliveOf(request);
        connection.Deadlines.KeepAliveMs = keepAlive * 1500L;
        connection.Deadlines.IsConnected = true;
        var aliases = Math.Min(request.TopicAliasMaximum, core.Options.TopicAliasMaximum);
        connection.Begin(request.Dialect, new PublishEncoder(request.Dialect, request.MaximumPacketSize, aliases));
    }

    private bool MayPublishWill(Session session, Will? will) =>
        will is not null
        && session.Access?.MayPublish(will.Topic.Name) != false
        && !will.Topic.IsReserved
        && Topic.CountLevels(will.Topic.Name) <= core.Options.MaxTopicLevels;

    private int KeepAliveOf(ConnectRequest request)
    {
        var most = (int)core.Options.MaximumKeepAlive.TotalSeconds;
        var isTooLong = request.KeepAlive == 0 || request.KeepAlive > most;

        // A 3.1.1 client cannot be told, so it keeps what it asked for.
        return most > 0 && isTooLong && request.Dialect.IsV5 ? most : request.KeepAlive;
    }

    private ReadOnlySpan<byte> ConnAckProperties(ConnectRequest request, string clientId)
    {
        var properties = new ArrayBufferWriter<byte>();
        var writer = new PropertyWriter(properties);
        if (!request.Dialect.IsV5)
        {
            return default;
        }

        if (core.Options.TopicAliasMaximum > 0)
        {
            writer.UInt16(MqttPropertyId.TopicAliasMaximum, core.Options.TopicAliasMaximum);
        }

        writer.UInt32(MqttPropertyId.MaximumPacketSize, (uint)core.Options.MaxPacketSize);
        writer.UInt16(MqttPropertyId.ReceiveMaximum, core.Options.ReceiveMaximum);
        if (request.ClientId.Length == 0)
        {
            writer.Text(MqttPropertyId.AssignedClientIdentifier, clientId);
        }

        if (KeepAliveOf(request) != request.KeepAlive)
        {
            writer.UInt16(MqttPropertyId.ServerKeepAlive, KeepAliveOf(request));
        }

        var expiry = core.ExpiryOf(request.SessionExpirySeconds);
        if (expiry != Message.Never && expiry != request.SessionExpirySeconds * 1000L)
        {
            writer.UInt32(MqttPropertyId.SessionExpiryInterval, (uint)(expiry / 1000));
        }

        return properties.WrittenSpan;
    }
}
