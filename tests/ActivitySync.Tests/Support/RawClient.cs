using System.Buffers;
using System.Net.Sockets;
using System.Text;
using ActivitySync.Mqtt;
using ActivitySync.Mqtt.Internal.Codec;
using ActivitySync.Tests.Mqtt.Codec;

namespace ActivitySync.Tests.Support;

/// <summary>A client that says exactly what a test writes, in the notation of <see cref="Wire"/>, and reads packets as hex.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private NetworkStream _stream = null!;

    /// <summary>Opens the connection and says nothing.</summary>
    public static async Task<RawClient> DialAsync(MqttBroker broker)
    {
        var client = new RawClient();
        await client._tcp.ConnectAsync("127.0.0.1", broker.Port);
        client._stream = client._tcp.GetStream();
        return client;
    }

    /// <summary>Connects as a 5.0 client with a clean start unless told otherwise; keep alive off.</summary>
    public static async Task<RawClient> ConnectAsync(
        MqttBroker broker, string clientId, bool cleanStart = true, string properties = "")
    {
        var client = await DialAsync(broker);
        await client.SendConnectAsync(clientId, cleanStart, properties);
        client.ConnAck = await client.NextAsync();
        return client;
    }

    /// <summary>The answer to CONNECT as hex.</summary>
    public string ConnAck { get; private set; } = "";

    public bool IsSessionPresent => ConnAck.Length > 6 && ConnAck[5] == '1';

    public async Task SendConnectAsync(
        string clientId, bool cleanStart = true, string properties = "", string? user = null, string? password = null)
    {
        var output = new ArrayBufferWriter<byte>();
        new ConnectPacket
        {
            Dialect = Dialect.V5,
            CleanStart = cleanStart,
            ClientId = Encoding.UTF8.GetBytes(clientId),
            Properties = PropertyBlock.FromEncoded(Wire.Bytes(properties)),
            HasUserName = user is not null,
            UserName = Encoding.UTF8.GetBytes(user ?? ""),
            HasPassword = password is not null,
            Password = Encoding.UTF8.GetBytes(password ?? ""),
        }.Write(output);
        await _stream.WriteAsync(output.WrittenMemory);
    }

    public Task SendAsync(string notation) => SendAsync(Wire.Bytes(notation));

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    /// <summary>Subscribes and returns the reason code of SUBACK as hex.</summary>
    public async Task<string> SubscribeAsync(string filter, int options = 1, string properties = "")
    {
        var output = new ArrayBufferWriter<byte>();
        var filters = new ArrayBufferWriter<byte>();
        SubscribePacket.AppendFilter(filters, Encoding.UTF8.GetBytes(filter), new SubscribeOptions((byte)options));
        new SubscribePacket
        {
            Type = MqttPacketType.Subscribe,
            PacketId = 7,
            Filters = filters.WrittenSpan,
            Properties = PropertyBlock.FromEncoded(Wire.Bytes(properties)),
        }.Write(output, Dialect.V5);
        await _stream.WriteAsync(output.WrittenMemory);
        var answer = await NextAsync();
        Assert.StartsWith("9004000700", answer, StringComparison.Ordinal);
        return answer[10..];
    }

    /// <summary>Publishes; at QoS 1 and 2 with this packet identifier, without waiting for an answer.</summary>
    public async Task PublishAsync(
        string topic, string payload, int qos = 0, int packetId = 1, bool retain = false, string properties = "")
    {
        var output = new ArrayBufferWriter<byte>();
        new PublishPacket
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            Payload = Encoding.UTF8.GetBytes(payload),
            Qos = (MqttQos)qos,
            PacketId = (ushort)packetId,
            Retain = retain,
            Properties = PropertyBlock.FromEncoded(Wire.Bytes(properties)),
        }.Write(output, Dialect.V5);
        await _stream.WriteAsync(output.WrittenMemory);
    }

    /// <summary>The next packet as hex; "" when the broker has closed.</summary>
    public async Task<string> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var head = new byte[2];
            await _stream.ReadExactlyAsync(head, limit.Token);
            var body = new byte[head[1]];
            await _stream.ReadExactlyAsync(body, limit.Token);
            return Convert.ToHexString([.. head, .. body]);
        }
        catch (Exception over) when (over is EndOfStreamException or IOException)
        {
            return "";
        }
    }

    /// <summary>The next packet, which must be PUBLISH: header flags, topic and payload as "1 a/b text".</summary>
    public async Task<string> NextPublishAsync()
    {
        var bytes = Convert.FromHexString(await NextAsync());
        Assert.True(FrameReader.TryRead(bytes, Wire.Limit, out var frame, out _, out _) == FrameStatus.Complete);
        Assert.True(PublishPacket.TryRead(frame, Dialect.V5, out var packet, out var fault), fault.ToString());
        return $"{frame.Header & 0x0F:X} {Encoding.UTF8.GetString(packet.Topic)} {Encoding.UTF8.GetString(packet.Payload)}";
    }

    /// <summary>Waits until everything sent so far has been handled; nothing else may have come.</summary>
    public async Task PingAsync()
    {
        await SendAsync("C0 00");
        Assert.Equal("D000", await NextAsync());
    }

    public void Dispose() => _tcp.Dispose();
}
