using Microsoft.Extensions.Hosting;

namespace ActivitySync.Hosting;

/// <summary>
/// The service ends when its caller says so: the command line, which hears SIGTERM and Ctrl-C, or a test. The framework's own
/// lifetime would hear the signals too, and break off a start that is half done.
/// </summary>
internal sealed class CallersLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
