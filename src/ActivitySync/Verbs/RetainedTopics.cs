using System.Collections.Concurrent;
using System.Text;
using ActivitySync.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Verbs;

/// <summary>Finds and clears what a broker keeps below a topic.</summary>
internal sealed class RetainedTopics : IAsyncDisposable
{
    // After SUBACK a broker sends what it keeps; when it was silent for so long, that was all. Our choice.
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<string, bool> _found = new();
    readonly MqttClient _client;
    readonly MqttClientOptions _options;
    readonly TimeProvider _time;
    long _lastHeard;

    public RetainedTopics(MqttClientOptions options, TimeProvider time)
    {
        (_options, _time) = (options with { CleanStart = true }, time);
        _client = new MqttClient(_options, Take, NullLogger<MqttClient>.Instance, time);
    }

    /// <summary>Connects.</summary>
    /// <exception cref="VerbProblemException">No broker answers.</exception>
    public async Task ConnectAsync(CancellationToken stop)
    {
        _client.Start();
        using var soon = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(soon.Token, stop);
        try
        {
            await _client.WaitConnectedAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new VerbProblemException(
                $"No broker answers at {_options.Host}:{_options.Port} ({_client.LastError ?? "no reason given"}).");
        }
    }

    /// <summary>The topics that the broker keeps and the filter matches.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string filter, CancellationToken stop)
    {
        _found.Clear();
        Interlocked.Exchange(ref _lastHeard, _time.GetTimestamp());
        await _client.SubscribeAsync([new MqttSubscription(filter)], stop);
        while (_time.GetElapsedTime(Interlocked.Read(ref _lastHeard)) < Silence)
        {
            await Task.Delay(Silence / 10, _time, stop);
        }
        await _client.UnsubscribeAsync([filter], stop);
        return [.. _found.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Has the broker forget a topic; returns when it has taken that.</summary>
    public ValueTask ClearAsync(string topic, CancellationToken stop) =>
        _client.PublishAsync(topic, ReadOnlyMemory<byte>.Empty, MqttQos.AtLeastOnce, retain: true, stop);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    void Take(ref MqttBurst burst)
    {
        foreach (var message in burst)
        {
            if (message.Retain && message.Payload.Length > 0)
            {
                _found[Encoding.UTF8.GetString(message.Topic)] = true;
            }
        }
        Interlocked.Exchange(ref _lastHeard, _time.GetTimestamp());
    }
}
