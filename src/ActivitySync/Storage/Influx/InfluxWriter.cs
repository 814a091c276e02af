using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// Sends rows in requests of bounded size, one after another, so that of two values for one moment the later stands; two
/// side by side where there are no such values. Callers may write at once; no more requests are open than the settings allow.
/// </summary>
internal sealed partial class InfluxWriter(InfluxClient client, InfluxStoreOptions options, ILogger logger) : IDisposable
{
    readonly SemaphoreSlim _slots = new(options.MaxConnections);
    readonly ConcurrentBag<LineBuffer> _buffers = [];

    // Points in a request; falls when the server says that one was too large. Racing writers only halve it once more.
    int _limit = options.BatchPoints;

    /// <summary>
    /// Adds rows from first to end to the lines until they are full; returns the next row to begin with.
    /// </summary>
    public delegate int Encode(LineBuffer lines, int first, int end);

    /// <summary>
    /// Sends all rows; returns after the server has acknowledged each request, with the number of points it took.
    /// </summary>
    public Task<int> WriteAsync(int rows, Encode encode, CancellationToken stop) =>
        WriteAsync(0, rows, encode, new StrongBox<bool>(), stop);

    /// <summary>
    /// The same for rows of which no two are about one moment: what needs more than one request goes in two halves at once,
    /// so that one is put together while the server takes the other. When one fails, the other sends nothing more.
    /// </summary>
    public async Task<int> WriteDistinctAsync(int rows, Encode encode, CancellationToken stop)
    {
        if (rows <= _limit)
        {
            return await WriteAsync(rows, encode, stop);
        }
        var hasFailed = new StrongBox<bool>();
        var points = await Task.WhenAll(
            WriteAsync(0, rows / 2, encode, hasFailed, stop), WriteAsync(rows / 2, rows, encode, hasFailed, stop));
        return points.Sum();
    }

    async Task<int> WriteAsync(int first, int end, Encode encode, StrongBox<bool> hasFailed, CancellationToken stop)
    {
        var lines = _buffers.TryTake(out var used) ? used : new LineBuffer();
        try
        {
            return await WriteAsync(lines, first, end, encode, hasFailed, stop);
        }
        catch
        {
            Volatile.Write(ref hasFailed.Value, true);
            throw;
        }
        finally
        {
            _buffers.Add(lines);
        }
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers)
        {
            buffer.Dispose();
        }
        _slots.Dispose();
    }

    async Task<int> WriteAsync(
        LineBuffer lines, int first, int end, Encode encode, StrongBox<bool> hasFailed, CancellationToken stop)
    {
        var (limit, points) = (_limit, 0);
        while (first < end && !Volatile.Read(ref hasFailed.Value))
        {
            lines.Clear();
            var next = encode(lines, first, Math.Min(end, first + limit));
            if (lines.Length == 0 || await SendAsync(lines, stop))
            {
                first = next;
                points += lines.Points;
                continue;
            }
            limit = Math.Max(1, (next - first) / 2);
        }
        return points;
    }

    // False when the request should be halved.
    async Task<bool> SendAsync(LineBuffer lines, CancellationToken stop)
    {
        await _slots.WaitAsync(stop);
        try
        {
            var answer = await client.WriteAsync(lines, stop);
            if (answer is { Status: not HttpStatusCode.RequestEntityTooLarge })
            {
                return InfluxFaults.OfWrite(answer, client.Server) is { } failure ? throw failure : true;
            }
            if (lines.Points == 1)
            {
                throw answer is null
                    ? new StoreUnavailableException($"InfluxDB at {client.Server} hangs up while data is sent.")
                    : new StoreRefusedException($"InfluxDB finds a single point of {lines.Length} bytes too large.");
            }
            if (answer is not null)
            {
                _limit = Math.Min(_limit, lines.Points / 2);
                LogHalved(lines.Length, _limit);
            }
            return false;
        }
        finally
        {
            _slots.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "A request of {Bytes} bytes was too large for InfluxDB; sending {Points} points at most")]
    private partial void LogHalved(int bytes, int points);
}
