using ActivitySync.Mqtt.Internal.Codec;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>The way in: CONNECT, and what comes before an answer to it.</summary>
internal sealed partial class Connection
{
    // Until a client has shown who it is, it gets no more memory than this (R2).
    private const int MaxConnectSize = 64 * 1024;

    private async Task<bool> ConnectAsync(CancellationToken stop)
    {
        ConnectRequest? request;
        do
        {
            if (!await _input.FillAsync(_needed, stop))
            {
                return false;
            }
        }
        while (!TryReadConnect(out request));

        if (request is null)
        {
            return false;
        }

        var user = await reception.IdentifyAsync(request, stop);
        await WaitToBeLetInAsync(request.ClientId, stop);
        lock (core.Gate)
        {
            _conversation = reception.Admit(request, user, this);
            core.EndTurn(_ready);
        }

        SendReady();
        return _conversation is not null && Process();
    }

    // Half the time there is for CONNECT, so that whoever waited in vain is still told so.
    private async Task WaitToBeLetInAsync(string clientId, CancellationToken stop)
    {
        var started = core.Time.GetTimestamp();
        while (core.Time.GetElapsedTime(started) < core.Options.ConnectTimeout / 2)
        {
            lock (core.Gate)
            {
                if (core.Hold.LetsIn(clientId))
                {
                    return;
                }
            }

            await Task.Delay(Hold.LookAgainAfter, core.Time, stop);
        }
    }

    // True when decided: a request, or null when the connection is to be closed.
    private bool TryReadConnect(out ConnectRequest? request)
    {
        request = null;
        var status = FrameReader.TryRead(_input.Data, MaxConnectSize, out var frame, out _needed, out _);
        if (status == FrameStatus.Incomplete)
        {
            return _input.Data.Length > 0 && _input.Data[0] >> 4 != (int)MqttPacketType.Connect;
        }

        // The first packet must be CONNECT [3.1.0-1]; nothing is answered to anything else.
        if (status == FrameStatus.Faulty || frame.Type != MqttPacketType.Connect)
        {
            return true;
        }

        if (ConnectPacket.TryRead(frame, refuseControlCharacters: true, out var packet, out var fault))
        {
            request = ConnectRequest.From(packet);
            _input.Consume(frame.Length);
            return true;
        }

        lock (core.Gate)
        {
            reception.Refuse(this, packet.Dialect, fault);
            core.EndTurn(_ready);
        }

        SendReady();
        return true;
    }
}
