using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ActivitySync.Benchmarks.Load;

/// <summary>
/// Publishes numbered messages over one bare connection (MQTT 3.1.1) as cheaply as it can be done, so that the publisher's
/// part of the processor is small: packets are copied from templates into one buffer, acknowledgements are counted.
/// </summary>
internal sealed class Publisher : IDisposable
{
    const int BlockBytes = 32_768;
    const int MostIds = 60_000;

    // Fewer acknowledgements than this in one read: wait a little, so that they come in larger pieces.
    const int FewBytes = 4_096;

    readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly Messages _messages;
    readonly PublishTemplate[] _templates;
    readonly int _qos;
    readonly int _window;
    readonly byte[] _block = new byte[BlockBytes];
    readonly object _gate = new();
    readonly byte[] _timeDigits = new byte[20];
    long _timeMs;
    int _timeLength;
    long _sent;
    long _acknowledged;

    /// <param name="port">Where the broker listens on loopback.</param>
    /// <param name="messages">What to publish.</param>
    /// <param name="qos">0 or 1.</param>
    /// <param name="window">Most messages sent and not yet acknowledged.</param>
    public Publisher(int port, Messages messages, int qos, int window = 2_000)
    {
        (_messages, _qos, _window, _templates) = (messages, qos, Math.Min(window, MostIds), messages.Templates(qos));
        _socket.Connect(IPAddress.Loopback, port);
        // CONNECT, clean session, no keep-alive, an identifier of its own (section 3.1).
        var id = $"load-{Guid.NewGuid():N}"[..20];
        _socket.Send([0x10, (byte)(12 + id.Length), 0, 4, .. "MQTT"u8, 4, 2, 0, 0, 0, (byte)id.Length, .. System.Text.Encoding.ASCII.GetBytes(id)]);
        var answer = new byte[4];
        if (_socket.Receive(answer) != 4 || answer[3] != 0)
        {
            throw new InvalidOperationException("The broker does not take the publisher.");
        }
        if (qos > 0)
        {
            new Thread(Listen) { IsBackground = true, Name = "acknowledgements" }.Start();
        }
    }

    /// <summary>When each message was sent and acknowledged (<see cref="Stopwatch.GetTimestamp"/>); null unless asked for.</summary>
    public (long[] Sent, long[] Acknowledged)? Stamps { get; set; }

    /// <summary>Publishes messages from a number on; returns when all are sent and, with QoS 1, acknowledged.</summary>
    /// <param name="first">The first number.</param>
    /// <param name="count">How many.</param>
    /// <param name="perSecond">At this pace; 0 for as fast as they go.</param>
    public void Publish(long first, long count, int perSecond = 0)
    {
        var started = Stopwatch.GetTimestamp();
        var end = first + count;
        for (var number = first; number < end;)
        {
            var due = perSecond == 0 ? end
                : Math.Min(end, first + (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond));
            if (number >= due)
            {
                Thread.Sleep(1);
                continue;
            }
            number = SendBlock(number, Math.Min(due, number + Room()));
        }
        lock (_gate)
        {
            while (_qos > 0 && _acknowledged < _sent)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    long SendBlock(long number, long end)
    {
        var length = 0;
        var first = number;
        for (; number < end; number++)
        {
            var template = _templates[number % _messages.Series];
            if (length + template.Length > BlockBytes)
            {
                break;
            }
            template.Write(_block.AsSpan(length), (ushort)((number % MostIds) + 1), TimeDigits(number), Messages.Bpm(number));
            length += template.Length;
        }
        if (Stamps is { } stamps)
        {
            Array.Fill(stamps.Sent, Stopwatch.GetTimestamp(), (int)first, (int)(number - first));
        }
        lock (_gate)
        {
            _sent += number - first;
        }
        for (var sent = 0; sent < length;)
        {
            sent += _socket.Send(_block, sent, length - sent, SocketFlags.None);
        }
        return number;
    }

    ReadOnlySpan<byte> TimeDigits(long number)
    {
        var timeMs = _messages.TimeMs(number);
        if (timeMs != _timeMs)
        {
            Utf8Formatter.TryFormat(_timeMs = timeMs, _timeDigits, out _timeLength);
        }
        return _timeDigits.AsSpan(0, _timeLength);
    }

    long Room()
    {
        if (_qos == 0)
        {
            return long.MaxValue / 2;
        }
        lock (_gate)
        {
            while (_sent - _acknowledged >= _window)
            {
                Monitor.Wait(_gate);
            }
            return _window - (_sent - _acknowledged);
        }
    }

    // Nothing but PUBACK comes, four bytes each, in the order of the messages.
    void Listen()
    {
        var buffer = new byte[65_536];
        var rest = 0;
        while (TryReceive(buffer) is var read and > 0)
        {
            rest += read;
            lock (_gate)
            {
                if (Stamps is { } stamps)
                {
                    Array.Fill(stamps.Acknowledged, Stopwatch.GetTimestamp(), (int)_acknowledged, rest / 4);
                }
                _acknowledged += rest / 4;
                rest %= 4;
                Monitor.PulseAll(_gate);
            }
            if (read < FewBytes)
            {
                Thread.Sleep(1);
            }
        }
    }

    int TryReceive(byte[] buffer)
    {
        try
        {
            return _socket.Receive(buffer);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
