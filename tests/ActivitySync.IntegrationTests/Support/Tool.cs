using System.ComponentModel;
using System.Diagnostics;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>
/// Runs a program a test needs. Where it is missing the test is skipped on a developer's machine and fails on the build
/// server, so that a broken set-up cannot hide a gap.
/// </summary>
internal static class Tool
{
    /// <summary>A script ends with this when the library it drives is not there (automake's number for a skipped test).</summary>
    private const int Missing = 77;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What it printed.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var limit = new CancellationTokenSource(Patience);
        using var process = Start(start);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode == Missing)
            {
                BeWithout($"what {string.Join(' ', start.ArgumentList)} needs");
            }

            return process.ExitCode == 0
                ? output
                : throw new InvalidOperationException(
                    FormattableString.Invariant($"{program} ended with {process.ExitCode} after \"{output}\": {await errors}"));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>As if a program that is not there had been run.</summary>
    public static void Require(bool isThere, string what)
    {
        if (!isThere)
        {
            BeWithout(what);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            BeWithout(start.FileName);
            throw;
        }
    }

    private static void BeWithout(string what)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", $"{what} is not installed; tests/install does it.");
        Assert.Fail($"{what} is missing on the build server.");
    }
}
