using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace ActivitySync.Tests.Decoding;

/// <summary>What holds for any bytes on our own topics.</summary>
public sealed class NativeFormatProperties
{
    readonly NativeFormat _format = new();
    readonly SampleBatch _samples = new();

    [Fact]
    public void No_bytes_make_it_throw()
        => Prop.ForAll<byte[], byte>((payload, kind) =>
        {
            var topic = (kind % 4) switch
            {
                0 => "activitysync/v1/ana/watch/steps",
                1 => "activitysync/v1/ana/watch/heart_rate",
                2 => "activitysync/v1/ana/watch/batch",
                _ => "activitysync/v1/ana/journal",
            };
            _format.Decode(new RawMessage(Encoding.UTF8.GetBytes(topic), payload, Some.Noon, false), Some.Rules(), _samples);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void No_mutation_of_a_good_message_makes_it_throw()
    {
        var good = Encoding.UTF8.GetBytes(
            $$"""{"steps":[{"ts":{{Some.Noon}},"steps":5,"counter":"delta"}],"heart_rate":[{"ts":"2026-06-15T12:00:00Z","bpm":70}]}""");

        Prop.ForAll<int, byte>((position, value) =>
        {
            var bytes = good.ToArray();
            bytes[(position & int.MaxValue) % bytes.Length] = value;
            _format.Decode(new RawMessage("activitysync/v1/ana/watch/batch"u8, bytes, Some.Noon, false), Some.Rules(), _samples);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }
}
