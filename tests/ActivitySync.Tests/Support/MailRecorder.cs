using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActivitySync.Tests.Support;

/// <summary>A mail server on loopback that takes one message (RFC 5321, the least of it) and keeps it.</summary>
public sealed class MailRecorder : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly bool _refuses;

    public MailRecorder(bool refuses = false)
    {
        _refuses = refuses;
        _listener.Start();
        Message = TakeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The message, envelope lines first.</summary>
    public Task<string> Message { get; }

    public void Dispose() => _listener.Dispose();

    private async Task<string> TakeAsync()
    {
        using var client = await _listener.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        var kept = new StringBuilder();
        await writer.WriteLineAsync("220 recorder");
        while (await reader.ReadLineAsync() is { } line)
        {
            kept.AppendLine(line);
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await writer.WriteLineAsync("250 recorder");
                    break;
                case "MAIL" when _refuses:
                    await writer.WriteLineAsync("550 not from you");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    while (await reader.ReadLineAsync() is { } text && text != ".")
                    {
                        kept.AppendLine(text);
                    }
                    await writer.WriteLineAsync("250 kept");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return kept.ToString();
                default:
                    await writer.WriteLineAsync("250 fine");
                    break;
            }
        }
        return kept.ToString();
    }
}
