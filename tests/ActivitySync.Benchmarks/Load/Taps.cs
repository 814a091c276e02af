using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActivitySync.Benchmarks.Load;

/// <summary>
/// A wire that stands between two programs on loopback, hands every byte on as it comes, and lets somebody listen: so that
/// the moment of an acknowledgement is seen without asking anybody.
/// </summary>
internal sealed class Tap : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly int _target;
    readonly Func<(Action<ReadOnlySpan<byte>> Forth, Action<ReadOnlySpan<byte>> Back)> _listen;

    /// <param name="target">Port of the server.</param>
    /// <param name="listen">Called for each connection: who hears what goes to the server, and what comes from it.</param>
    public Tap(int target, Func<(Action<ReadOnlySpan<byte>> Forth, Action<ReadOnlySpan<byte>> Back)> listen)
    {
        (_target, _listen) = (target, listen);
        _listener.Start();
        Run(Accept);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    void Accept()
    {
        while (true)
        {
            var near = _listener.AcceptSocket();
            var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            near.NoDelay = true;
            far.Connect(IPAddress.Loopback, _target);
            var (forth, back) = _listen();
            Run(() => Carry(near, far, forth));
            Run(() => Carry(far, near, back));
        }
    }

    static void Carry(Socket from, Socket to, Action<ReadOnlySpan<byte>> hear)
    {
        var buffer = new byte[65_536];
        while (from.Receive(buffer) is var read and > 0)
        {
            hear(buffer.AsSpan(0, read));
            for (var sent = 0; sent < read;)
            {
                sent += to.Send(buffer, sent, read - sent, SocketFlags.None);
            }
        }
        to.Shutdown(SocketShutdown.Send);
    }

    static void Run(Action work) => new Thread(() =>
    {
        try
        {
            work();
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // One of the two is gone, or the tap is.
        }
    })
    { IsBackground = true, Name = "tap" }.Start();
}

/// <summary>Hears in a subscriber's MQTT connection when each heart rate was acknowledged.</summary>
internal sealed class AcknowledgementListener(Messages messages, long[] stamps)
{
    readonly long[] _numberOf = new long[65_536];
    readonly List<byte> _forth = [];
    readonly List<byte> _back = [];

    /// <summary>From the subscriber: PUBACK.</summary>
    public void Forth(ReadOnlySpan<byte> bytes) => Packets(_forth, bytes, packet =>
    {
        if (packet[0] >> 4 == 4 && _numberOf[(packet[2] << 8) | packet[3]] is var number and >= 0 && number < stamps.Length)
        {
            stamps[number] = Stopwatch.GetTimestamp();
        }
    });

    /// <summary>From the broker: PUBLISH (MQTT 5, section 3.3).</summary>
    public void Back(ReadOnlySpan<byte> bytes) => Packets(_back, bytes, packet =>
    {
        if (packet[0] >> 4 != 3 || (packet[0] & 0x06) == 0)
        {
            return;
        }
        var body = packet[(packet[1] < 128 ? 2 : 3)..];
        var topic = body.Slice(2, (body[0] << 8) | body[1]);
        var id = (body[2 + topic.Length] << 8) | body[3 + topic.Length];
        _numberOf[id] = -1;
        if (topic.EndsWith("/heart_rate"u8) && packet.IndexOf("\"ts\":"u8) is var at and > 0
            && Utf8Parser.TryParse(packet[(at + 5)..], out long timeMs, out _))
        {
            var wearer = topic["activitysync/v1/"u8.Length..];
            _numberOf[id] = messages.NumberOf(Messages.SeriesOf(wearer[..wearer.IndexOf((byte)'/')]), timeMs);
        }
    });

    delegate void Heard(ReadOnlySpan<byte> packet);

    static void Packets(List<byte> rest, ReadOnlySpan<byte> bytes, Heard heard)
    {
        rest.AddRange(bytes);
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rest);
        var taken = 0;
        while (Length(all[taken..]) is var length and > 0 && all.Length - taken >= length)
        {
            heard(all.Slice(taken, length));
            taken += length;
        }
        rest.RemoveRange(0, taken);
    }

    // Fixed header and remaining length (section 2.1); 0 while it is not there yet.
    static int Length(ReadOnlySpan<byte> packet)
    {
        var (length, shift) = (0, 0);
        for (var at = 1; at < packet.Length && at < 5; at++, shift += 7)
        {
            length |= (packet[at] & 0x7F) << shift;
            if (packet[at] < 128)
            {
                return at + 1 + length;
            }
        }
        return 0;
    }
}

/// <summary>Hears in a connection to InfluxDB which heart rates a request holds, and when it was answered.</summary>
internal sealed class StoreListener(Messages messages, long[] stamps)
{
    readonly List<byte> _request = [];

    /// <summary>To InfluxDB.</summary>
    public void Forth(ReadOnlySpan<byte> bytes) => _request.AddRange(bytes);

    /// <summary>From InfluxDB: one answer to the one request before it.</summary>
    public void Back(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("HTTP/1.1 100"u8))
        {
            return;
        }
        var now = Stopwatch.GetTimestamp();
        var rest = (ReadOnlySpan<byte>)System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_request);
        if (bytes.StartsWith("HTTP/1.1 204"u8))
        {
            var line = "heart_rate,device=watch,wearer="u8;
            while (rest.IndexOf(line) is var at and >= 0)
            {
                rest = rest[(at + line.Length)..];
                var words = rest[..rest.IndexOf((byte)'\n')];
                var timeNs = long.Parse(words[(words.LastIndexOf((byte)' ') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture);
                var number = messages.NumberOf(Messages.SeriesOf(words[..words.IndexOf((byte)' ')]), timeNs / 1_000_000);
                if (number >= 0 && number < stamps.Length)
                {
                    stamps[number] = now;
                }
            }
        }
        _request.Clear();
    }
}
