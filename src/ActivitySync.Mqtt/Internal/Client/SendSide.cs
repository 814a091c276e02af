using System.Net.Sockets;
using ActivitySync.Mqtt.Internal.Transport;

namespace ActivitySync.Mqtt.Internal.Client;

/// <summary>
/// Where the receive thread, publishers and keep alive meet. Everyone encodes under <see cref="Gate"/>, which is held
/// only for memory work; whoever flushes then sends all that has gathered in one write. So no one who encodes ever
/// waits for the network, and many publishers share system calls.
/// </summary>
internal sealed class SendSide(TimeProvider time)
{
    // Guarded by Gate.
    private SendBuffer _filling = new();
    private ILink? _link;

    // Guarded by _flushing, which is taken before Gate and never inside it.
    private readonly Lock _flushing = new();
    private SendBuffer _sending = new();

    private long _lastSent;

    public Lock Gate { get; } = new();

    /// <summary>Under <see cref="Gate"/> only.</summary>
    public SendBuffer Buffer => _filling;

    /// <summary>Under <see cref="Gate"/> only.</summary>
    public bool IsOpen => _link is not null;

    /// <summary>Timestamp of the last write.</summary>
    public long LastSent => Volatile.Read(ref _lastSent);

    /// <summary>
    /// Starts with a link. The session is told inside the gate, so that nothing meant for the last connection can slip
    /// in between.
    /// </summary>
    public void Open(ILink link, Action begin)
    {
        lock (_flushing)
        {
            lock (Gate)
            {
                _filling.Clear();
                _link = link;
                Volatile.Write(ref _lastSent, time.GetTimestamp());
                begin();
            }
        }
    }

    /// <summary>What was not sent is dropped: unacknowledged messages live in the session, not here.</summary>
    public void Close()
    {
        lock (Gate)
        {
            _link = null;
            _filling.Clear();
        }
    }

    /// <summary>Sends what has gathered; false when there is no link or it just broke (then it is aborted).</summary>
    public bool Flush()
    {
        lock (_flushing)
        {
            ILink? link;
            lock (Gate)
            {
                link = _link;
                if (link is null || _filling.Count == 0)
                {
                    return link is not null;
                }

                (_filling, _sending) = (_sending, _filling);
            }

            try
            {
                link.Write(_sending.Written);
                Volatile.Write(ref _lastSent, time.GetTimestamp());
                return true;
            }
            catch (Exception error) when (error is IOException or SocketException)
            {
                // The receive thread sees the aborted link and tells the story.
                link.Abort();
                return false;
            }
            finally
            {
                _sending.Clear();
            }
        }
    }
}
