using System.Net.Security;
using System.Net.Sockets;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>What a listener puts between the socket and MQTT: TLS, WebSocket, both or nothing.</summary>
internal sealed class Doorway(BrokerCore core, bool isWebSocket)
{
    public string Transport => (core.Options.Tls is not null, isWebSocket) switch
    {
        (false, false) => "TCP",
        (true, false) => "TLS",
        (false, true) => "WebSocket",
        (true, true) => "WebSocket over TLS",
    };

    /// <summary>Null when the other side did not ask for MQTT. All of it must fit into the connect timeout.</summary>
    public async Task<Wire?> EnterAsync(Socket socket, string peer, CancellationToken stop)
    {
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (core.Options.Tls is null && !isWebSocket)
        {
            return new Wire(socket, stream, peer);
        }

        using var deadline = new CancellationTokenSource(core.Options.ConnectTimeout, core.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
        if (core.Options.Tls is { } tls)
        {
            var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(tls, both.Token);
            stream = secure;
        }

        if (isWebSocket)
        {
            if (await WebSocketUpgrade.TryAcceptAsync(stream, both.Token) is not { } socketStream)
            {
                return null;
            }

            stream = socketStream;
        }

        return new Wire(socket, stream, peer);
    }
}
