namespace ActivitySync.Tests.Support;

/// <summary>The checkout the tests run in.</summary>
public static class Repository
{
    /// <summary>Its top folder: the one with ActivitySync.sln.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathTo(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    static string Find(string folder) => File.Exists(Path.Combine(folder, "ActivitySync.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Not inside a checkout."));
}
