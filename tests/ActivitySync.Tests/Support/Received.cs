using System.Text;
using System.Threading.Channels;
using ActivitySync.Mqtt;

namespace ActivitySync.Tests.Support;

/// <summary>One message as a test likes to look at it.</summary>
public sealed record Message(string Topic, string Payload, MqttQos Qos, bool Retain);

/// <summary>Collects what a client receives; <see cref="NextAsync"/> waits for the next one.</summary>
public sealed class Received
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Channel<Message> _messages = Channel.CreateUnbounded<Message>();

    /// <summary>Pass this to the client.</summary>
    public void Take(ref MqttBurst burst)
    {
        foreach (var message in burst)
        {
            Add(message);
        }
    }

    public void Add(MqttInbound message) => _messages.Writer.TryWrite(new Message(
        Encoding.UTF8.GetString(message.Topic), Encoding.UTF8.GetString(message.Payload), message.Qos, message.Retain));

    public async Task<Message> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await _messages.Reader.ReadAsync(limit.Token);
    }

    /// <summary>What has come and was not looked at.</summary>
    public int Waiting => _messages.Reader.Count;
}
