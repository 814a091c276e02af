using System.Diagnostics;
using System.Net.Sockets;
using ActivitySync.Mqtt;
using ActivitySync.Mqtt.Internal.Broker;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Tests.Support;

/// <summary>
/// Feeds mutated conversations to whole connections of the embedded broker, all state shared as in life: sessions,
/// subscriptions, retained messages and wills of earlier rounds stay. Nothing may be logged as a defect, hang or grow
/// beyond the limits. The long run is the verb mqtt-fuzz-broker of the benchmarks.
/// </summary>
internal static class BrokerFuzz
{
    // Small limits, so that a run soon reaches them and anything that grows in spite of them shows.
    private static readonly MqttBrokerOptions Limits = new()
    {
        Port = 0,
        MaxPacketSize = 4096,
        MaxSessions = 64,
        MaxRetainedMessages = 64,
        MaxQueuedMessages = 64,
        MaxSubscriptionsPerClient = 16,
        TopicAliasMaximum = 8,
        ReceiveMaximum = 8,
    };

    // A connection that is still open after its last byte has been read is one that hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly byte[][] Connects = Bytes(
        "1010 00044D515454 05 02 0000 00 0003616263", "1010 00044D515454 05 02 0000 00 0003646566",
        "1015 00044D515454 05 00 0000 05 1100000010 0003616263", "100F 00044D515454 04 02 0000 0003616263",
        "100F 00044D515454 04 00 0000 0003676869", "1023 00044D515454 05 06 000A 05 110000003C 0001 77 05 180000001E 0004 77696C6C 0004 676F6E65",
        "1017 00044D515454 04 26 000A 0001 76 0004 77696C6C 0002 676F");

    private static readonly byte[][] Packets = Bytes(
        "8208 0001 00 0002 612F 02", "820D 0002 02 0B05 0005 612F2B2F23 01", "8207 0003 00 0001 23 02",
        "8214 0004 00 000E 2473686172652F672F612F23 00 01", "A206 0002 00 0001 23", "3006 0002 612F 00 78",
        "3209 0002 612F 0001 00 7879", "3409 0002 612F 0002 00 7879", "6202 0002", "310B 0001 61 03 23 0001 7879 7A7A",
        "3007 0000 03 23 0001 78", "4002 0001", "5002 0001", "7002 0001", "6203 0001 92", "C000", "E000", "E007 04 05 1100000010",
        "3111 0001 72 0A 02 00000009 26 0001 61 0001", "D000", "F000", "2003 000000");

    /// <summary>Runs and returns the number of surprises, each written out with the bytes that led to it.</summary>
    public static int Run(int count, int seed, TextWriter output)
    {
        var random = new Random(seed);
        var defects = new DefectCounter();
        using var core = new BrokerCore(Limits, new BrokerLog(defects), TimeProvider.System);
        using var authenticator = new Authenticator(Limits);
        var reception = new Reception(core, authenticator);
        var clock = Stopwatch.StartNew();
        var surprises = 0;
        var heap = new List<long>();
        for (var round = 0; round < count; round++)
        {
            var conversation = Mutate(random);
            if (!Serve(conversation, random.Next(1, 64), core, reception) || defects.Taken() is not null)
            {
                surprises++;
                output.WriteLine($"{Convert.ToHexString(conversation)}: {defects.Last ?? "hangs"}");
            }

            if (round % Math.Max(1, count / 10) == 0)
            {
                heap.Add(GC.GetTotalMemory(forceFullCollection: true) / 1024);
            }
        }

        output.WriteLine($"broker fuzz n={count} surprises={surprises} seconds={clock.Elapsed.TotalSeconds:0} "
            + $"sessions={core.Sessions.Count} connections={core.Connections.Count} heap KiB={string.Join(' ', heap)}");
        return surprises + core.Connections.Count;
    }

    private static byte[] Mutate(Random random)
    {
        byte[] bytes =
        [
            .. Connects[random.Next(Connects.Length)],
            .. Enumerable.Range(0, random.Next(1, 8)).SelectMany(_ => Packets[random.Next(Packets.Length)]),
        ];
        for (var change = random.Next(5); change > 0; change--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return random.Next(8) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes;
    }

    private static bool Serve(byte[] conversation, int largestRead, BrokerCore core, Reception reception)
    {
        using var stream = new Scripted(conversation, largestRead);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var serving = new Connection(new Wire(socket, stream, "fuzz"), core, reception).RunAsync(CancellationToken.None);
        return serving.Wait(Patience);
    }

    private static byte[][] Bytes(params string[] packets) =>
        [.. packets.Select(text => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal)))];

    /// <summary>A client that has said everything at once and takes whatever it is told.</summary>
    private sealed class Scripted(byte[] incoming, int largestRead) : MemoryStream(incoming)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span[..Math.Min(buffer.Length, largestRead)]));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.CompletedTask;
    }

    private sealed class DefectCounter : ILogger
    {
        private string? _new;

        public string? Last { get; private set; }

        /// <summary>What was logged since the last call; null when nothing was.</summary>
        public string? Taken()
        {
            Last = Interlocked.Exchange(ref _new, null);
            return Last;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                _new = $"{formatter(state, exception)} {exception}";
            }
        }
    }
}
