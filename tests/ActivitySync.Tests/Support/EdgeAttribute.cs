namespace ActivitySync.Tests.Support;

/// <summary>
/// The test is that of an edge case the science paper names. Listed in src/ActivitySync.Core/Scoring/edges.md, which a test
/// compares.
/// </summary>
/// <param name="section">Section of the paper, e.g. <c>1</c> or <c>10.5</c>.</param>
/// <param name="text">The edge in a few words.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class EdgeAttribute(string section, string text) : Attribute
{
    public string Section { get; } = section;

    public string Text { get; } = text;
}
