using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Tests.Support;

/// <summary>Keeps what was logged as "Level EventName: text".</summary>
internal sealed class CapturedLog<T> : ILogger<T>
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>The event names of what an operator sees at the normal level, in order.</summary>
    public IEnumerable<string> Story =>
        _lines.Where(line => !line.StartsWith("Debug", StringComparison.Ordinal)).Select(line => line.Split(':')[0]);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel} {eventId.Name}: {formatter(state, exception)}");
}
