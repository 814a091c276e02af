using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Storage;

namespace ActivitySync.Tests.Support;

/// <summary>
/// Sends damaged copies of a golden folder's messages through its sources. Whatever comes, nothing may be thrown, nothing may
/// come out that a store would refuse, and a refused form may leave nothing behind.
/// </summary>
internal static class FormatFuzz
{
    /// <summary>Runs a folder; returns how many messages held a sample all the same.</summary>
    public static int Run(string name, int rounds, int seed)
    {
        var golden = GoldenMessages.Read(name);
        var router = golden.Router();
        var mutations = new PayloadMutations(seed);
        var samples = new SampleBatch();
        var withSamples = 0;
        var messages = Enumerable.Range(0, golden.Messages.Count).Select(i => (Topic: Encoding.UTF8.GetBytes(golden.Topic(i)), Payload: golden.Payload(i))).ToList();
        for (var round = 0; round < rounds; round++)
        {
            var (topic, good) = messages[round % messages.Count];
            var payload = mutations.Of(good);
            samples.Clear();
            try
            {
                var why = router.Decode(new RawMessage(
                    topic, payload, golden.Received(round % messages.Count) + round, round % 5 == 0), GoldenMessages.Rules, samples);
                Assert.True(why is not { Reason: "bad_json" or "bad_utf8" } || samples.Count == 0, "A broken form left samples behind.");
                StoreLimits.Check(samples);
            }
            catch (Exception surprise) when (surprise is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException(
                    $"{name}, round {round}, seed {seed}: {Convert.ToHexString(payload)}", surprise);
            }
            withSamples += samples.Count > 0 ? 1 : 0;
        }
        return withSamples;
    }
}
