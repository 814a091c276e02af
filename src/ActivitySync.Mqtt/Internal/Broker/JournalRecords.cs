using System.Buffers.Binary;
using System.Text;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>Kinds of record in the journal. Numbers are the file format: never reuse one.</summary>
internal enum JournalKind : byte
{
    Session = 1,
    SessionEnd = 2,
    Filter = 3,
    FilterEnd = 4,
    Queued = 5,
    Sent = 6,
    Released = 7,
    Done = 8,
    Dropped = 9,
    Incoming = 10,
    IncomingEnd = 11,
    Retained = 12,
    RetainedEnd = 13,
    Will = 14,
    WillEnd = 15,
}

/// <summary>Encodes journal records: length, checksum, kind, fields in the order given here.</summary>
internal sealed class JournalRecords(MemoryStream target) : IDisposable
{
    private readonly BinaryWriter _writer = new(target, Encoding.UTF8, leaveOpen: true);
    private long _start;

    public void Session(Session session)
    {
        Begin(JournalKind.Session, session.ClientId);
        _writer.Write(session.ExpiryMs);
        _writer.Write(session.ExpiresAt);
        End();
    }

    public void SessionEnd(string clientId)
    {
        Begin(JournalKind.SessionEnd, clientId);
        End();
    }

    public void Filter(Subscription subscription)
    {
        Begin(JournalKind.Filter, subscription.Session.ClientId);
        Bytes(subscription.Filter);
        _writer.Write(subscription.Options.Bits);
        _writer.Write(subscription.Identifier);
        End();
    }

    public void FilterEnd(Subscription subscription)
    {
        Begin(JournalKind.FilterEnd, subscription.Session.ClientId);
        Bytes(subscription.Filter);
        End();
    }

    /// <summary>A message for a session; packet identifier 0 while it waits.</summary>
    public void Queued(string clientId, in Delivery delivery, ushort packetId)
    {
        Begin(JournalKind.Queued, clientId);
        _writer.Write(delivery.Sequence);
        _writer.Write(packetId);
        _writer.Write((byte)delivery.Qos);
        _writer.Write(delivery.Retain);
        _writer.Write(delivery.Identifiers.Length);
        foreach (var identifier in delivery.Identifiers)
        {
            _writer.Write(identifier);
        }

        Message(delivery.Message);
        End();
    }

    public void Sent(string clientId, long sequence, ushort packetId)
    {
        Begin(JournalKind.Sent, clientId);
        _writer.Write(sequence);
        _writer.Write(packetId);
        End();
    }

    /// <summary>PUBREC came: only the packet identifier counts from here.</summary>
    public void Released(string clientId, ushort packetId) => Id(JournalKind.Released, clientId, packetId);

    public void Done(string clientId, ushort packetId) => Id(JournalKind.Done, clientId, packetId);

    /// <summary>A waiting message went elsewhere or is not wanted any more.</summary>
    public void Dropped(string clientId, long sequence)
    {
        Begin(JournalKind.Dropped, clientId);
        _writer.Write(sequence);
        End();
    }

    public void Incoming(string clientId, ushort packetId, Message? message)
    {
        Begin(JournalKind.Incoming, clientId);
        _writer.Write(packetId);
        _writer.Write(message is not null);
        if (message is not null)
        {
            Message(message);
        }

        End();
    }

    public void IncomingEnd(string clientId, ushort packetId) => Id(JournalKind.IncomingEnd, clientId, packetId);

    public void Retained(Message message)
    {
        Begin(message.Payload.IsEmpty ? JournalKind.RetainedEnd : JournalKind.Retained, "");
        Message(message);
        End();
    }

    /// <summary>Of a connected client, or waiting out its delay; also of sessions that are not kept themselves.</summary>
    public void Will(string clientId, Will will)
    {
        Begin(JournalKind.Will, clientId);
        Bytes(will.Topic.Name);
        Bytes(will.Payload);
        Bytes(will.Properties);
        _writer.Write((byte)will.Qos);
        _writer.Write(will.Retain);
        _writer.Write(will.DelayMs);
        _writer.Write(will.LifetimeMs);
        End();
    }

    public void WillEnd(string clientId)
    {
        Begin(JournalKind.WillEnd, clientId);
        End();
    }

    public void Dispose() => _writer.Dispose();

    private void Id(JournalKind kind, string clientId, ushort packetId)
    {
        Begin(kind, clientId);
        _writer.Write(packetId);
        End();
    }

    private void Message(Message message)
    {
        Bytes(message.Topic.Name);
        Bytes(message.Properties);
        Bytes(message.Payload.Span);
        _writer.Write((byte)message.Qos);
        _writer.Write(message.Retain);
        _writer.Write(message.ExpiresAt);
        _writer.Write(message.Publisher ?? "");
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        _writer.Write(bytes.Length);
        _writer.Write(bytes);
    }

    private void Begin(JournalKind kind, string clientId)
    {
        _start = target.Position;
        _writer.Write(0L);
        _writer.Write((byte)kind);
        _writer.Write(clientId);
    }

    private void End()
    {
        var record = target.GetBuffer().AsSpan((int)_start, (int)(target.Position - _start));
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - Journal.HeadSize);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Journal.Checksum(record[Journal.HeadSize..]));
    }
}
