namespace ActivitySync.Mqtt.Internal.Transport;

/// <summary>
/// An open road for bytes: TCP, TLS, or WebSocket over either. One thread reads, one at a time writes, both blocking;
/// anyone may abort. Failures are <see cref="IOException"/> or <see cref="System.Net.Sockets.SocketException"/>.
/// </summary>
internal interface ILink
{
    /// <summary>Blocks until there is something; 0 when the other side has closed.</summary>
    int Read(Span<byte> buffer);

    /// <summary>Blocks until the operating system has taken it all.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Waits, reading nothing, so that more can gather; ends early when aborted.</summary>
    void Gather(TimeSpan time);

    /// <summary>True when bytes wait to be read, as far as the operating system knows.</summary>
    bool HasUnread { get; }

    /// <summary>
    /// Says no more and gives what was sent a moment to arrive, then closes. Closing with unread bytes would make the
    /// operating system send a reset, which can destroy our last packet at the other side.
    /// </summary>
    void Finish();

    /// <summary>Closes at once and wakes whoever is blocked. May be called from any thread, more than once.</summary>
    void Abort();
}
