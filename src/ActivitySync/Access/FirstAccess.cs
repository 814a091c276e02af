using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Access;

/// <summary>
/// There is no default password: the first start makes an administrator with a random token, writes it into a file only
/// the owner can read, and says where.
/// </summary>
internal sealed partial class FirstAccess(AccessFile access, HttpOptions options, ILogger<FirstAccess> logger, TimeProvider time)
    : IHostedService
{
    /// <summary>The file beside access.json that holds the first token.</summary>
    public const string TokenFile = "administrator.token";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Open)
        {
            return Task.CompletedTask;
        }
        if (access.Exists)
        {
            _ = access.Entries; // a file that cannot be used is told now and not to the first who asks
            return Task.CompletedTask;
        }
        var (entry, token) = AccessEntry.WithToken("administrator", AccessRole.Admin, [], time.GetUtcNow());
        var path = Path.Combine(Path.GetDirectoryName(access.Path)!, TokenFile);
        AccessFile.WritePrivate(path, Encoding.ASCII.GetBytes(token + "\n"));
        access.Change(_ => [entry]);
        LogMade(path);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A warning, because somebody has to act on it.
    [LoggerMessage(LogLevel.Warning,
        "First start: the administrator's token is in {Path}. Sign in with it, make tokens for people (activitysync token create), then delete the file")]
    partial void LogMade(string path);
}
