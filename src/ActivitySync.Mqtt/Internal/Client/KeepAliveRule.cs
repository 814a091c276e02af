namespace ActivitySync.Mqtt.Internal.Client;

internal enum KeepAliveStep
{
    Nothing,

    /// <summary>Send PINGREQ.</summary>
    Ping,

    /// <summary>The other side is silent for too long: close.</summary>
    Dead,
}

/// <summary>
/// When to ping and when to give a link up (section 3.1.2.10). Asked every <see cref="Tick"/>, it pings before the
/// interval has passed without a packet sent [3.1.2-20] or a byte received, and waits half an interval for an answer:
/// a half-open link is noticed within 1.5 intervals. Pure; an interval of zero turns it off.
/// </summary>
internal sealed class KeepAliveRule(TimeSpan interval)
{
    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(2);

    public bool IsOn => interval > TimeSpan.Zero;

    public TimeSpan Tick { get; } = Clamp(interval / 16);

    /// <param name="sincePing">Null when no ping waits for its answer.</param>
    /// <param name="sinceSent">Time since we sent a packet.</param>
    /// <param name="sinceReceived">Time since a byte came.</param>
    /// <param name="isReading">False while the handler blocks: silence is then ours, not theirs.</param>
    public KeepAliveStep Decide(TimeSpan sinceSent, TimeSpan sinceReceived, TimeSpan? sincePing, bool isReading)
    {
        if (!IsOn)
        {
            return KeepAliveStep.Nothing;
        }

        // A tick early, because the next question comes a tick later.
        var due = interval - (Tick * 2);
        if (sincePing is { } waited && isReading)
        {
            return waited >= (interval / 2) - Tick ? KeepAliveStep.Dead : KeepAliveStep.Nothing;
        }

        return sinceSent >= due || (sinceReceived >= due && isReading) ? KeepAliveStep.Ping : KeepAliveStep.Nothing;
    }

    private static TimeSpan Clamp(TimeSpan tick) =>
        tick < ShortestTick ? ShortestTick : tick > LongestTick ? LongestTick : tick;
}
