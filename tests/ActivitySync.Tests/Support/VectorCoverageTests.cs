using System.Reflection;

namespace ActivitySync.Tests.Support;

public sealed class VectorCoverageTests
{
    [Fact]
    public void Every_section_of_the_science_vectors_has_a_test()
    {
        var tested = typeof(VectorCoverageTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttributes<TraitAttribute>())
            .Where(trait => trait.Name == Vectors.Trait)
            .Select(trait => trait.Value)
            .ToHashSet();

        var sections = Vectors.All.EnumerateObject().Select(section => section.Name).ToList();

        Assert.NotEmpty(sections);
        Assert.Empty(sections.Except(tested));
    }
}
