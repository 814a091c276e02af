using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>Answers the HTTP request that opens a WebSocket (RFC 6455 section 4.2) for subprotocol "mqtt" (section 6).</summary>
internal static class WebSocketUpgrade
{
    // Browsers send some 600 bytes, cookies included; Kestrel allows 32 KiB of headers, we serve nothing else.
    private const int MaxRequestSize = 8 * 1024;

    private const string Subprotocol = "mqtt";

    // Fixed by RFC 6455 section 1.3.
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private const string Refusal =
        "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\nSec-WebSocket-Version: 13\r\n\r\n";

    /// <summary>Null after answering 400 to anything that is not a WebSocket request for MQTT.</summary>
    public static async Task<Stream?> TryAcceptAsync(Stream stream, CancellationToken stop)
    {
        var request = await ReadRequestAsync(stream, stop);
        if (request is null || AcceptFor(request) is not { } accept)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Refusal), stop);
            return null;
        }

        var answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {Subprotocol}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
        var socket = WebSocket.CreateFromStream(
            stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = Subprotocol });
        return new WebSocketBytes(socket, stream);
    }

    // Byte by byte from the stream, so that nothing of the first frame is taken; it is one request per connection.
    private static async Task<string?> ReadRequestAsync(Stream stream, CancellationToken stop)
    {
        var request = new List<byte>(512);
        var one = new byte[1];
        while (request.Count < MaxRequestSize)
        {
            if (await stream.ReadAsync(one, stop) == 0)
            {
                return null;
            }

            request.Add(one[0]);
            if (one[0] == '\n' && request.Count >= 4 && request[^3] == '\n')
            {
                return Encoding.ASCII.GetString([.. request]);
            }
        }

        return null;
    }

    private static string? AcceptFor(string request)
    {
        var lines = request.Split("\r\n");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        var isUpgrade = lines[0].StartsWith("GET ", StringComparison.Ordinal)
            && Has(headers, "Upgrade", "websocket")
            && Has(headers, "Connection", "upgrade")
            && Has(headers, "Sec-WebSocket-Version", "13")
            && Has(headers, "Sec-WebSocket-Protocol", Subprotocol);
        if (!isUpgrade || !headers.TryGetValue("Sec-WebSocket-Key", out var key))
        {
            return null;
        }

        // SHA-1 is what RFC 6455 asks for; it proves a handshake, it protects nothing.
#pragma warning disable CA5350
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeySuffix)));
#pragma warning restore CA5350
    }

    private static bool Has(Dictionary<string, string> headers, string name, string token) =>
        headers.TryGetValue(name, out var value)
        && value.Split(',', StringSplitOptions.TrimEntries).Contains(token, StringComparer.OrdinalIgnoreCase);
}
