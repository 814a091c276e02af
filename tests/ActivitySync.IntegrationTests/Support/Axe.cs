using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>axe-core from npm (artifacts/npm), which judges whether everybody can use a page.</summary>
internal static class Axe
{
    static readonly string Path = Repository.PathTo("artifacts", "npm", "node_modules", "axe-core", "axe.min.js");

    /// <summary>Where its script is. Missing, the test is skipped, and fails on the build server.</summary>
    public static string Script()
    {
        if (!File.Exists(Path))
        {
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", "axe-core is not installed; tests/install does it.");
            Assert.Fail("axe-core is missing on the build server.");
        }
        return Path;
    }
}
