using System.Text.RegularExpressions;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Walls;

/// <summary>The README promises nothing that nobody runs.</summary>
public sealed partial class ReadmeTests
{
    const int MostLines = 200;

    // Which script runs each command block, and by what words.
    static readonly IReadOnlyDictionary<string, (string Script, string Words)> RunBy = new Dictionary<string, (string, string)>
    {
        ["demo"] = ("tests/smoke", "block demo"),
        ["service"] = ("tests/smoke", "block service"),
        ["first-sample"] = ("tests/smoke", "block first-sample"),
        ["see-it"] = ("tests/smoke", "block see-it"),
        ["publish"] = ("tests/smoke", "block publish"),
        ["test"] = (".ci/run", "bash tests/run"),
        ["ci"] = (".ci/run", "bash .ci/run"), // names itself: it is what runs
        ["compose"] = ("deploy/check", "docker-compose"), // resolved, not started: no engine is needed
        ["proof"] = (".ci/run", "bash tests/proof-fitbit"),
    };

    static readonly string Readme = File.ReadAllText(Repository.PathTo("README.md"));

    [Fact]
    public void It_is_short() => Assert.InRange(Readme.AsSpan().Count('\n'), 1, MostLines - 1);

    [Fact]
    public void Every_command_is_run_by_a_script()
    {
        var blocks = Blocks().Matches(Readme).Select(match => match.Groups[1].Value.Trim()).ToList();

        Assert.Equal(RunBy.Keys.Order(), blocks.Order());
        foreach (var (_, (script, words)) in RunBy)
        {
            Assert.Contains(words, File.ReadAllText(Repository.PathTo(script)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_link_leads_somewhere()
        => Assert.All(Links().Matches(Readme).Select(match => match.Groups[1].Value).Where(link => !link.StartsWith("http", StringComparison.Ordinal)),
            link => Assert.True(Path.Exists(Repository.PathTo(link)), $"{link} does not exist."));

    [GeneratedRegex("^```sh(.*)$", RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Links();
}
