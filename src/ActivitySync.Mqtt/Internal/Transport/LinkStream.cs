namespace ActivitySync.Mqtt.Internal.Transport;

/// <summary>A link as a blocking <see cref="Stream"/>, for the classes that want one.</summary>
internal sealed class LinkStream(ILink link) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer) => link.Read(buffer);

    public override int Read(byte[] buffer, int offset, int count) => link.Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => link.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => link.Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
