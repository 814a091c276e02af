namespace ActivitySync.Tests.Support;

/// <summary>Where the test project's files are: found upwards from the running binary, so that goldens can be rewritten.</summary>
internal static class TestFolder
{
    /// <summary>tests/ActivitySync.Tests in the source tree.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file or folder in it.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "ActivitySync.sln")))
        {
            folder = folder.Parent;
        }
        return folder is null
            ? throw new DirectoryNotFoundException("The tests run inside the source tree.")
            : System.IO.Path.Combine(folder.FullName, "tests", "ActivitySync.Tests");
    }
}
