namespace ActivitySync.Tests.Support;

/// <summary>A folder of its own for a test, gone afterwards.</summary>
public sealed class TempFolder : IDisposable
{
    const string Memory = "/dev/shm";

    public TempFolder()
        : this(Directory.CreateTempSubdirectory("activitysync-test-").FullName)
    {
    }

    TempFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>In memory where the system has such a place: for tests that write long and prove nothing about disks.</summary>
    public static TempFolder InMemory() => Directory.Exists(Memory)
        ? new(Directory.CreateDirectory($"{Memory}/activitysync-test-{Guid.NewGuid():N}").FullName) : new();

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
