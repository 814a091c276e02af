namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// Members of a "$share/{name}/{filter}" (section 4.8.2). Each message goes to one of them in turn: a connected one
/// with room first, then any connected one, then a session that is away. Owned by the gate.
/// </summary>
internal sealed class SharedGroup(byte[] name)
{
    private int _next;

    public byte[] Name { get; } = name;

    public List<Subscription> Members { get; } = [];

    /// <summary>Null when nobody may take the topic.</summary>
    public Subscription? Choose(Topic topic, Session? except)
    {
        Subscription? connected = null;
        Subscription? away = null;
        for (var tried = 0; tried < Members.Count; tried++)
        {
            _next = (_next + 1) % Members.Count;
            var member = Members[_next];
            if (ReferenceEquals(member.Session, except) || !member.Session.MayReceive(topic))
            {
                continue;
            }

            if (member.Session.Outbox.HasRoom)
            {
                return member;
            }

            if (member.Session.IsConnected)
            {
                connected ??= member;
            }
            else
            {
                away ??= member;
            }
        }

        return connected ?? away;
    }
}
