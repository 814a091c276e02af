using System.Globalization;

namespace ActivitySync.IntegrationTests.Proof;

/// <summary>
/// How much of a proof to run, and where its figures go. The scripts tests/proof-* set both; without them a proof is short
/// and its figures stand in the test's output.
/// </summary>
internal static class ProofRun
{
    /// <summary>The number the script asks for, or the short one.</summary>
    public static int Count(string setting, int inShort)
        => Environment.GetEnvironmentVariable(setting) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture) : inShort;

    /// <summary>Adds a line to the table at the end.</summary>
    public static void Figure(string what, FormattableString value)
    {
        var line = $"{what,-58} {FormattableString.Invariant(value)}";
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("PROOF_TABLE") is { Length: > 0 } table)
        {
            File.AppendAllText(table, line + "\n");
        }
    }

    /// <summary>Middle and largest of some seconds.</summary>
    public static FormattableString Spread(List<double> seconds)
    {
        seconds.Sort();
        return $"median {seconds[seconds.Count / 2]:0.00} s, largest {seconds[^1]:0.00} s of {seconds.Count}";
    }
}
