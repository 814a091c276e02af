using System.Globalization;
using System.Net;

namespace ActivitySync.Storage.Influx;

/// <summary>Finds out what the server is, and makes the database or bucket where it is missing and we may.</summary>
internal sealed class InfluxSetup(InfluxClient client, InfluxStoreOptions options, TimeProvider time)
{
    readonly InfluxBuckets _buckets = new(client, options, time);

    // How a v1 server without administrator rights refuses; also one that has no administrator yet.
    static readonly string[] NotAllowed = ["not authorized", "requires admin", "create admin user"];

    /// <summary>Asks the server for its version. Needs no rights on 1.x and 2.x, a token on 3.x.</summary>
    public async Task<InfluxVersion> DetectAsync(CancellationToken stop)
    {
        // GET, not HEAD, which 3.x does not know.
        using var request = client.NewRequest(HttpMethod.Get, "ping", client.Basic);
        return await client.SendAsync(
            request,
            async (answer, silence) =>
            {
                var body = await InfluxAnswer.BodyAsync(answer, silence.Token);
                var version = InfluxVersion.Of(answer, body);
                if (answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.OK
                    && version.Family != InfluxFamily.Unknown)
                {
                    return version;
                }
                var said = new InfluxAnswer(answer.StatusCode, body.StartsWith('<') ? "a page of HTML" : "", null);
                throw (int)answer.StatusCode >= 500 || (int)answer.StatusCode is 401 or 403 or 429
                    ? InfluxFaults.OfQuery(said, client.Server)
                    : InfluxFaults.Attend(client.Server, said, "does not answer as InfluxDB does. Check the URL");
            },
            stop);
    }

    /// <summary>Makes what is missing, or throws with what its owner must do.</summary>
    public Task<InfluxDatabase> EnsureDatabaseAsync(InfluxVersion version, CancellationToken stop) =>
        version.Family switch
        {
            InfluxFamily.V1 => EnsureV1Async(stop),
            InfluxFamily.V2 when options.Token.Length > 0 => _buckets.EnsureV2Async(version, stop),
            InfluxFamily.V3 => _buckets.EnsureV3Async(stop),
            // With user and password of the old kind 2.x lets us write and read, and manage nothing.
            _ => Task.FromResult(InfluxDatabase.Untold("found", options.RetentionDays)),
        };

    /// <summary>Throws unless the server lets us write there. Sends a comment, which stores nothing.</summary>
    public async Task CheckWriteAsync(CancellationToken stop)
    {
        using var lines = new LineBuffer();
        lines.Raw("# activitysync\n"u8);
        var answer = await client.WriteAsync(lines, stop);
        // 2.x may say 400 and 3.x says 500 to a request without points; both have by then looked at rights and database.
        var isEmpty = answer is { Status: HttpStatusCode.BadRequest }
            || (answer is { Status: HttpStatusCode.InternalServerError }
                && answer.Text.Contains("empty", StringComparison.OrdinalIgnoreCase));
        if (answer is not null && !isEmpty && InfluxFaults.OfWrite(answer, client.Server) is { } failure)
        {
            throw failure;
        }
    }

    async Task<InfluxDatabase> EnsureV1Async(CancellationToken stop)
    {
        var databases = new HashSet<string>();
        // The name stands where other results have their time.
        var error = await client.QueryAsync("SHOW DATABASES", null, 1000, row => databases.Add(row.First ?? ""), stop);
        if (error is null && databases.Contains(options.Database))
        {
            return await FoundV1Async(stop);
        }
        // Names are checked by the options; they need no escaping.
        var statement = $"CREATE DATABASE \"{options.Database}\"" + (options.RetentionDays > 0
            ? $" WITH DURATION {options.RetentionDays}d REPLICATION 1"
            : "");
        return await MayMakeV1Async(statement, stop) ? InfluxDatabase.Made(options.RetentionDays) : throw new StoreUnavailableException(
            $"InfluxDB at {client.Server} shows us no database \"{options.Database}\" and does not let us make one. Have its " +
            $"administrator run: {statement}; GRANT ALL ON \"{options.Database}\" TO \"{options.User}\". Data waits in the spool.")
        {
            NeedsAttention = true,
        };
    }

    async Task<bool> MayMakeV1Async(string statement, CancellationToken stop)
    {
        try
        {
            return await client.QueryAsync(statement, null, 1000, _ => { }, stop) is { } error
                ? throw InfluxFaults.OfStatement(error, client.Server)
                : true;
        }
        catch (StoreUnavailableException refused) when (
            refused.NeedsAttention && NotAllowed.Any(words => refused.Message.Contains(words, StringComparison.Ordinal)))
        {
            return false;
        }
    }

    async Task<InfluxDatabase> FoundV1Async(CancellationToken stop)
    {
        string? kept = null;
        try
        {
            await client.QueryAsync(
                $"SHOW RETENTION POLICIES ON \"{options.Database}\"", null, 1000,
                // Columns: name, duration, shard duration, replicas, whether it is the one we write to.
                row => kept = row.IsTrue(4) ? row.Text(1) : kept,
                stop);
        }
        catch (StoreUnavailableException refused) when (refused.NeedsAttention)
        {
            // A user who may only write may not see it.
        }
        // A duration as Go prints it: 168h0m0s, where 0s means for ever.
        var hours = kept?.IndexOf('h', StringComparison.Ordinal) is { } end and > 0
            ? int.Parse(kept.AsSpan(0, end), CultureInfo.InvariantCulture)
            : 0;
        return kept is null ? InfluxDatabase.Untold("found", options.RetentionDays) : InfluxDatabase.Found(TimeSpan.FromHours(hours));
    }
}
