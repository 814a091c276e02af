using System.Globalization;
using System.Reflection;
using System.Text;

namespace ActivitySync.Tests.Support;

/// <summary>The list of the paper's edge cases is that of the tests that carry them. UPDATE_GOLDEN=1 writes it anew.</summary>
public sealed class EdgeListTests
{
    // How many there are: a test that is removed with its edge is missed.
    const int Edges = 112;

    static string Path { get; } = Repository.PathTo("src", "ActivitySync.Core", "Scoring", "edges.md");

    [Fact]
    public void Each_edge_of_the_paper_is_listed_with_its_tests()
    {
        var list = List();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path, list);
        }

        Assert.Equal(File.ReadAllText(Path), list);
    }

    [Fact]
    public void No_edge_was_lost() => Assert.Equal(Edges, Tests().Select(test => test.Edge).DistinctBy(edge => (edge.Section, edge.Text)).Count());

    [Fact]
    public void A_test_that_carries_an_edge_is_run() => Assert.All(Tests(), test =>
    {
        var fact = test.Method.GetCustomAttribute<FactAttribute>(); // a theory is one, too
        Assert.True(fact is { Skip: null }, $"{test.Method.Name} is not run.");
    });

    static IEnumerable<(EdgeAttribute Edge, MethodInfo Method)> Tests() => typeof(EdgeListTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .SelectMany(method => method.GetCustomAttributes<EdgeAttribute>(), (method, edge) => (edge, method));

    static string List()
    {
        var text = new StringBuilder();
        text.AppendLine("# Edge cases of the paper and their tests").AppendLine();
        text.AppendLine("Each case the science paper names, with the tests that hold it (in `tests/ActivitySync.Tests`; a test compares this list");
        text.AppendLine("with what the tests carry, `UPDATE_GOLDEN=1` writes it anew). The paper's vectors are tests beside these, none left out.").AppendLine();
        text.AppendLine("| § | case | tests |").AppendLine("|---|---|---|");
        foreach (var edge in Tests().GroupBy(test => (test.Edge.Section, test.Edge.Text)).OrderBy(edge => Order(edge.Key.Section))
            .ThenBy(edge => edge.Key.Text, StringComparer.Ordinal))
        {
            var tests = edge.Select(test => $"{test.Method.DeclaringType!.Name}.{test.Method.Name}").Order(StringComparer.Ordinal);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {edge.Key.Section} | {edge.Key.Text} | {string.Join("<br>", tests.Select(test => $"`{test}`"))} |");
        }
        return text.ToString();
    }

    static decimal Order(string section) => section.Split('.') is [var chapter, var part]
        ? int.Parse(chapter, CultureInfo.InvariantCulture) + (int.Parse(part, CultureInfo.InvariantCulture) / 100m)
        : int.Parse(section, CultureInfo.InvariantCulture);
}
