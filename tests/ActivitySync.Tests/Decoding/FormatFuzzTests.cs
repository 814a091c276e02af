using System.Globalization;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Decoding;

/// <summary>No bytes make a decoder throw. <c>tests/fuzz-formats</c> runs the same with many more.</summary>
public sealed class FormatFuzzTests
{
    static readonly int Rounds = int.Parse(
        Environment.GetEnvironmentVariable("FORMAT_FUZZ_ROUNDS") ?? "2000", CultureInfo.InvariantCulture);

    public static TheoryData<string> Names => GoldenMessages.Names;

    [Theory, MemberData(nameof(Names))]
    public void A_damaged_message_is_taken_refused_or_ignored(string name)
    {
        var withSamples = FormatFuzz.Run(name, Rounds, seed: 1);

        // Damage so coarse that nothing is ever read would test only the front door.
        Assert.InRange(withSamples, 1, Rounds);
    }
}
