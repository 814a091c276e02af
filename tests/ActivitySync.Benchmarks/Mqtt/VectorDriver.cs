using System.Buffers;
using System.Text;
using ActivitySync.Mqtt;
using ActivitySync.Mqtt.Internal.Client;
using ActivitySync.Mqtt.Internal.Codec;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Benchmarks.Mqtt;

/// <summary>
/// The client as mosquitto's public packet vectors want to drive one: reads lines "PORT 4|5 CLEAN [command]", connects
/// as "fuzzish", obeys, and takes the next line when the connection is over.
/// </summary>
internal static class VectorDriver
{
    public static async Task RunAsync(TextReader lines)
    {
        while (await lines.ReadLineAsync() is { Length: > 0 } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            await OnceAsync(int.Parse(words[0]), words[1] == "5", words[2] == "1", words.ElementAtOrDefault(3));
        }
    }

    private static async Task OnceAsync(int port, bool isV5, bool cleanStart, string? command)
    {
        var options = new MqttClientOptions
        {
            Host = "localhost",
            Port = port,
            ClientId = "fuzzish",
            Protocol = isV5 ? MqttProtocol.V5 : MqttProtocol.V311,
            CleanStart = cleanStart,
            // The vectors expect a client that offers no aliases and refuses control characters.
            TopicAliasMaximum = 0,
            RefuseControlCharacters = true,
            ReconnectFirst = TimeSpan.FromHours(1),
            ReconnectCap = TimeSpan.FromHours(1),
            RefusedRetry = TimeSpan.FromHours(1),
        };
        await using var client = new MqttClient(options, null, NullLogger<MqttClient>.Instance, TimeProvider.System);
        client.Connected += _ => Obey(client, command, isV5);
        client.Start();
        while (client.State is MqttClientState.Stopped or MqttClientState.Connecting or MqttClientState.Connected)
        {
            await Task.Delay(1);
        }
    }

    private static void Obey(MqttClient client, string? command, bool isV5)
    {
        if (command is null)
        {
            return;
        }

        var qos = (MqttQos)(command[^1] is >= '0' and <= '2' ? command[^1] - '0' : 0);
        string[] filters = command.EndsWith("multiple", StringComparison.Ordinal)
            ? ["test/subscribe1", "test/subscribe2"]
            : ["test/subscribe"];
        if (command.StartsWith("publish", StringComparison.Ordinal))
        {
            var message = new OutboundMessage
            {
                Topic = "test/publish"u8.ToArray(),
                Payload = "message"u8.ToArray(),
                Properties = isV5 ? PublishProperties() : [],
                Qos = qos,
                Retain = false,
            };
            _ = client.PublishAsync(message, CancellationToken.None).AsTask();
            return;
        }

        _ = client.RequestAsync(
            new SubscriptionRequest
            {
                Wanted = [.. filters.Select(filter => Wanted(filter, qos, command))],
                IsRemoval = command.StartsWith("unsubscribe", StringComparison.Ordinal),
                Properties = isV5 ? Encode(writer => writer.Pair("key", "value")) : [],
            },
            CancellationToken.None);
    }

    private static MqttSubscription Wanted(string filter, MqttQos qos, string command)
    {
        var wanted = command.EndsWith("multiple", StringComparison.Ordinal) ? MqttQos.ExactlyOnce : qos;
        return new MqttSubscription(filter, wanted) { Identifier = 268_435_455 };
    }

    // In the vectors' order. Their server allows no alias at all, so the client itself would leave it out.
    private static byte[] PublishProperties() => Encode(writer =>
    {
        writer.Byte(MqttPropertyId.PayloadFormatIndicator, 1);
        writer.UInt32(MqttPropertyId.MessageExpiryInterval, uint.MaxValue);
        writer.UInt16(MqttPropertyId.TopicAlias, ushort.MaxValue);
        writer.Text(MqttPropertyId.ResponseTopic, "response/topic");
        writer.Data(MqttPropertyId.CorrelationData, Encoding.ASCII.GetBytes("7deac5c5-8802-44ff-86ce-11479f337419"));
        writer.Text(MqttPropertyId.ContentType, "text/plain");
        writer.Pair("key", "value");
    });

    private static byte[] Encode(Action<PropertyWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new PropertyWriter(output));
        return output.WrittenSpan.ToArray();
    }
}
