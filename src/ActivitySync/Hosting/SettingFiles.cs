using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Primitives;

namespace ActivitySync.Hosting;

/// <summary>
/// The files of a secrets folder that are settings (Section__Key). Others there belong to somebody else, are perhaps not
/// for us to read, and are not opened.
/// </summary>
internal sealed class SettingFiles(string folder) : IFileProvider
{
    public IFileInfo GetFileInfo(string subpath) => new NotFoundFileInfo(subpath);

    public IDirectoryContents GetDirectoryContents(string subpath) => new Settings(folder);

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    sealed class Settings(string folder) : IDirectoryContents
    {
        public bool Exists => Directory.Exists(folder);

        public IEnumerator<IFileInfo> GetEnumerator() => new DirectoryInfo(folder).EnumerateFiles("*__*")
            .Select(file => (IFileInfo)new PhysicalFileInfo(file)).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
