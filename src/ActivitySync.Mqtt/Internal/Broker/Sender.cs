using System.Net.Sockets;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// The way out of one connection: packets gather in a buffer while a write is under way, and leave in the next one.
/// State belongs to the gate; the writing happens outside, by whoever made the claim.
/// </summary>
internal sealed class Sender(Wire wire, BrokerCore core, Connection connection)
{
    private TaskCompletionSource? _awaitingRoom;
    private ArraySegment<byte> _sending;
    private bool _isDirty;
    private bool _isSending;

    /// <summary>Append here and call <see cref="MarkDirty"/>.</summary>
    public OutputBuffer Output { get; } = new();

    /// <summary>Bytes not yet with the operating system.</summary>
    public int Pending => Output.Length + _sending.Count;

    public void MarkDirty()
    {
        if (!_isDirty)
        {
            _isDirty = true;
            core.MarkDirty(connection);
        }
    }

    /// <summary>The connection is closing: nobody shall wait for room, and the end must be sent.</summary>
    public void Wake()
    {
        _awaitingRoom?.TrySetResult();
        MarkDirty();
    }

    /// <summary>Under the gate, at the end of a turn: true when the caller must send.</summary>
    public bool TryClaim()
    {
        _isDirty = false;
        if (_isSending || (Output.Length == 0 && !connection.IsClosing))
        {
            return false;
        }

        _isSending = true;
        return true;
    }

    /// <summary>
    /// Null when there is room. A client that sends but does not read is not read from either: its answers would pile
    /// up here.
    /// </summary>
    public Task? RoomForAnswers()
    {
        lock (core.Gate)
        {
            if (connection.HasRoomForAny || connection.IsClosing)
            {
                return null;
            }

            _awaitingRoom = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _awaitingRoom.Task;
        }
    }

    /// <summary>Outside the gate, after a claim: writes until nothing is left.</summary>
    public async Task SendAsync()
    {
        try
        {
            while (TryTakeOutput(out var bytes))
            {
                await wire.Stream.WriteAsync(bytes);
            }
        }
        catch (Exception lost) when (lost is IOException or SocketException or ObjectDisposedException
            or InvalidOperationException)
        {
            connection.Abort();
        }
    }

    private bool TryTakeOutput(out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        lock (core.Gate)
        {
            core.Counters.BytesSent += _sending.Count;
            OutputBuffer.Return(_sending.Array);
            _sending = default;
            if (Output.Length < core.Options.MaxOutputBytes / 2)
            {
                _awaitingRoom?.TrySetResult();
                _awaitingRoom = null;
            }

            connection.Pump();
            if (Output.Length > 0)
            {
                _sending = Output.Take();
                connection.Deadlines.SendingSince = core.Clock.NowMs;
                bytes = _sending;
                return true;
            }

            _isSending = false;
            connection.Deadlines.SendingSince = 0;
            if (!connection.IsClosing)
            {
                return false;
            }
        }

        connection.EndSending();
        return false;
    }
}
