using System.Diagnostics;
using ActivitySync.Mqtt;
using ActivitySync.Mqtt.Internal.Client;
using ActivitySync.Mqtt.Internal.Codec;
using ActivitySync.Mqtt.Internal.Transport;

namespace ActivitySync.Benchmarks.Mqtt;

/// <summary>
/// Feeds mutated and random streams to a whole client connection, and the same bytes to the decoders a broker uses.
/// Nothing may throw, hang or grow. Settings: n (streams), seed. The exit code is the number of surprises.
/// </summary>
internal static class StreamFuzz
{
    private static readonly byte[][] Seeds = new[]
    {
        "2006000003210002", "3D1400017400070D0300016326000016B000176", "32060001740001003206000174000200",
        "340700017400070078620200073C070001740007007830040001740030080001740430B01",
        "62090001920 51F00026E6F", "9004000100 02", "E0068B041F000178", "820A0001020B0500 02612F2E", "A2060001000001 23",
        "10270004 4D51545405F6003C0511000000010001630518000000010001740001700001750001 70",
        "3007000161032300013006000003230001", "D000400200015002000170020001", "F0021800", "3005000174007 8",
    }.Select(text => Convert.FromHexString(Even(text.Replace(" ", "", StringComparison.Ordinal)))).ToArray();

    public static int Run(string[] words)
    {
        var settings = new Settings(words);
        var count = settings.Number("n", 1_000_000);
        var random = new Random(settings.Number("seed", 1));
        var clock = Stopwatch.StartNew();
        var surprises = 0;
        long largest = 0;
        for (var round = 0; round < count; round++)
        {
            var stream = Mutate(random);
            try
            {
                Serve(stream, random.Next(1, 9), new Dialect(random.Next(4) != 0, random.Next(2) == 0));
                JudgeAsBroker(stream);
            }
            catch (Exception surprise)
            {
                surprises++;
                Console.WriteLine($"{Convert.ToHexString(stream)}: {surprise}");
            }

            if (round % 100_000 == 0)
            {
                largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        Console.WriteLine(
            $"fuzz n={count} surprises={surprises} seconds={clock.Elapsed.TotalSeconds:0} heap={largest / 1024} KiB at most");
        return surprises;
    }

    private static byte[] Mutate(Random random)
    {
        byte[] stream = [.. Enumerable.Range(0, random.Next(1, 4)).SelectMany(_ => Seeds[random.Next(Seeds.Length)])];
        for (var change = random.Next(6); change > 0; change--)
        {
            stream[random.Next(stream.Length)] = (byte)random.Next(256);
        }

        return stream;
    }

    private static void Serve(byte[] stream, int largestRead, Dialect dialect)
    {
        var link = new MemoryLink(stream, largestRead * largestRead);
        var options = new MqttClientOptions { Host = "nowhere", ReceiveMaximum = 2, MaximumPacketSize = 4096 };
        var session = new Session(options, TimeProvider.System);
        session.SendSide.Open(link, () => session.Ledger.Connected(sessionPresent: false));
        var parts = new ConnectionParts(
            options, session, link, new ReceiveBuffer(4096), dialect, TimeSpan.Zero, Look, TimeProvider.System);
        var end = new Connection(parts) { Ready = () => { }, GrantedLess = (_, _) => { }, Oversized = (_, _) => { } }.Serve();
        if (end.Kind == LinkEndKind.Bug)
        {
            throw new InvalidOperationException("the handler's view failed", end.Cause);
        }
    }

    // Touches everything a handler may look at.
    private static void Look(ref MqttBurst burst)
    {
        foreach (var message in burst)
        {
            var sum = message.Topic.Length + message.Payload.Length + message.ContentType.Length
                + message.CorrelationData.Length + message.ResponseTopic.Length + (message.Expiry?.Seconds ?? 0);
            foreach (var id in message.SubscriptionIds)
            {
                sum += id;
            }

            foreach (var property in message.UserProperties)
            {
                sum += property.Name.Length + property.Value.Length;
            }

            GC.KeepAlive(sum);
        }
    }

    private static void JudgeAsBroker(ReadOnlySpan<byte> stream)
    {
        while (FrameReader.TryRead(stream, 4096, out var frame, out _, out _) == FrameStatus.Complete)
        {
            ConnectPacket.TryRead(frame, true, out _, out _);
            SubscribePacket.TryRead(frame, Dialect.V5, out _, out _);
            DisconnectPacket.TryRead(frame, Dialect.V5, out _, out _);
            stream = stream[frame.Length..];
        }
    }

    private static string Even(string hex) => hex.Length % 2 == 0 ? hex : hex + "0";

    private sealed class MemoryLink(byte[] incoming, int largestRead) : ILink
    {
        private int _position;

        public bool HasUnread => _position < incoming.Length;

        public int Read(Span<byte> buffer)
        {
            var count = Math.Min(Math.Min(buffer.Length, largestRead), incoming.Length - _position);
            incoming.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public void Write(ReadOnlySpan<byte> bytes)
        {
        }

        public void Gather(TimeSpan time)
        {
        }

        public void Finish()
        {
        }

        public void Abort()
        {
        }
    }
}
