using System.Security.Cryptography;
using System.Text;

namespace ActivitySync.Mqtt.Internal.Transport;

/// <summary>The HTTP exchange that opens a WebSocket (RFC 6455 section 4), subprotocol "mqtt" [6.0.0-3].</summary>
internal static class WebSocketHandshake
{
    // Fixed by RFC 6455 section 1.3.
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int LongestAnswer = 16_384;

    public static WebSocketLink Connect(ILink inner, string host, int port, string path)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var request = $"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";
        inner.Write(Encoding.ASCII.GetBytes(request));

        var lines = ReadAnswer(inner).Split("\r\n");
        if (!lines[0].StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            throw new IOException($"WebSocket refused by {host}:{port}{path}: {lines[0]}");
        }

        var accept = Header(lines, "Sec-WebSocket-Accept");
        if (accept != AcceptFor(key))
        {
            throw new IOException("WebSocket answer with a wrong Sec-WebSocket-Accept");
        }

        if (!"mqtt".Equals(Header(lines, "Sec-WebSocket-Protocol"), StringComparison.OrdinalIgnoreCase))
        {
            throw new IOException("WebSocket server does not speak the subprotocol mqtt");
        }

        return new WebSocketLink(inner);
    }

    /// <summary>What a server must answer to a key; SHA-1 is the RFC's choice and protects nothing.</summary>
    public static string AcceptFor(string key)
    {
#pragma warning disable CA5350
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
    }

    // Byte by byte, so that nothing of the first frame is taken; it happens once per connection.
    private static string ReadAnswer(ILink inner)
    {
        var answer = new StringBuilder();
        Span<byte> next = stackalloc byte[1];
        while (answer.Length < 4 || !EndsHeaders(answer))
        {
            if (inner.Read(next) == 0 || answer.Length == LongestAnswer)
            {
                throw new IOException("no WebSocket answer");
            }

            answer.Append((char)next[0]);
        }

        return answer.ToString();
    }

    private static bool EndsHeaders(StringBuilder text) =>
        text[^1] == '\n' && text[^2] == '\r' && text[^3] == '\n' && text[^4] == '\r';

    private static string? Header(string[] lines, string name) => lines
        .Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();
}
