using ActivitySync.Mqtt.Internal.Transport;

namespace ActivitySync.Tests.Support;

/// <summary>A link whose other side has said everything already; a read brings as much as the cut allows.</summary>
internal sealed class ScriptedLink(byte[] incoming, int largestRead = int.MaxValue) : ILink
{
    private readonly List<byte> _sent = [];
    private int _position;

    public byte[] Sent => [.. _sent];

    /// <summary>How often something was read.</summary>
    public int Reads { get; private set; }

    public bool HasUnread => _position < incoming.Length;

    public int Read(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(buffer.Length, largestRead), incoming.Length - _position);
        incoming.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        Reads++;
        return count;
    }

    public void Write(ReadOnlySpan<byte> bytes) => _sent.AddRange(bytes);

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
