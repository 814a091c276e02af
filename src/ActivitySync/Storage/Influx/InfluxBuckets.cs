using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ActivitySync.Storage.Influx;

/// <summary>Makes a bucket on 2.x and a database on 3.x, through their management calls, which want a token.</summary>
internal sealed class InfluxBuckets(InfluxClient client, InfluxStoreOptions options, TimeProvider time)
{
    // A bucket or an organization; for the latter the owner is itself.
    sealed record Item(string Id, string OrgId, TimeSpan? Keeps);

    public async Task<InfluxDatabase> EnsureV2Async(InfluxVersion version, CancellationToken stop)
    {
        var bucket = await GetAsync($"api/v2/buckets?name={options.Database}", stop) is { } found
            ? First(found, "buckets", null)
            : null;
        var database = InfluxDatabase.Found(bucket?.Keeps);
        if (bucket is null)
        {
            bucket = await MakeBucketAsync(stop);
            database = InfluxDatabase.Made(options.RetentionDays);
        }
        if (version.Minor < 4 && bucket is { } known)
        {
            // Later versions see a bucket as a database by themselves.
            await PostAsync(
                "api/v2/dbrps",
                $$"""
                {"orgID":"{{known.OrgId}}","bucketID":"{{known.Id}}","database":"{{options.Database}}","retention_policy":"autogen","default":true}
                """, stop);
        }
        return database;
    }

    public async Task<InfluxDatabase> EnsureV3Async(CancellationToken stop)
    {
        var keep = options.RetentionDays > 0 ? $$""","retention_period":"{{options.RetentionDays}}d" """ : "";
        using var request = Manage(HttpMethod.Post, "api/v3/configure/database");
        request.Content = Json($$"""{"db":"{{options.Database}}"{{keep}}}""");
        var answer = await client.SendAsync(request, stop);
        return (int)answer.Status switch
        {
            200 or 201 or 204 => InfluxDatabase.Made(options.RetentionDays),
            409 => InfluxDatabase.Untold("found", options.RetentionDays),
            401 => throw InfluxFaults.OfQuery(answer, client.Server),
            // A token that may only write, or a version without this call: the first write makes the database.
            _ => InfluxDatabase.Untold("found, or made by the first write and then kept for ever", options.RetentionDays),
        };
    }

    async Task<Item?> MakeBucketAsync(CancellationToken stop)
    {
        var organization = (await GetAsync("api/v2/orgs", stop) is { } list
            ? First(list, "orgs", options.Organization.Length > 0 ? options.Organization : null)
            : null) ?? throw InfluxFaults.Attend(
                client.Server, new(HttpStatusCode.NotFound, "bucket not found", null),
                $"shows us no bucket \"{options.Database}\" and no organization to make it in. Make the bucket");
        var rules = options.RetentionDays > 0
            ? $$"""{"type":"expire","everySeconds":{{options.RetentionDays * 86_400L}}}"""
            : "";
        var id = await PostAsync(
            "api/v2/buckets",
            $$"""{"orgID":"{{organization.Id}}","name":"{{options.Database}}","retentionRules":[{{rules}}]}""",
            stop);
        return id is null ? null : new Item(id, organization.Id, null);
    }

    // Null where there is none of it.
    async Task<JsonDocument?> GetAsync(string path, CancellationToken stop)
    {
        using var request = Manage(HttpMethod.Get, path);
        return await ManagedAsync(request, stop);
    }

    async Task<string?> PostAsync(string path, string body, CancellationToken stop)
    {
        using var request = Manage(HttpMethod.Post, path);
        request.Content = Json(body);
        using var made = await ManagedAsync(request, stop);
        return made is not null && made.RootElement.TryGetProperty("id", out var id) ? id.GetString() : null;
    }

    Task<JsonDocument?> ManagedAsync(HttpRequestMessage request, CancellationToken stop) => client.SendAsync<JsonDocument?>(
        request,
        async (answer, silence) =>
        {
            if (answer.IsSuccessStatusCode)
            {
                await using var body = await answer.Content.ReadAsStreamAsync(silence.Token);
                return await JsonDocument.ParseAsync(body, default, silence.Token);
            }
            var said = await InfluxAnswer.ReadAsync(answer, time, silence.Token);
            return (int)answer.StatusCode switch
            {
                404 => null,
                // It exists, made by another at the same moment.
                422 when said.Text.Contains("exists", StringComparison.Ordinal) => null,
                _ => throw InfluxFaults.OfQuery(said, client.Server),
            };
        },
        stop);

    HttpRequestMessage Manage(HttpMethod method, string path) => client.NewRequest(
        method, path, options.Token.Length > 0 ? new AuthenticationHeaderValue("Bearer", options.Token) : client.Basic);

    static Item? First(JsonDocument list, string property, string? name)
    {
        using (list)
        {
            if (!list.RootElement.TryGetProperty(property, out var items))
            {
                return null;
            }
            foreach (var item in items.EnumerateArray())
            {
                if (name is null || (item.TryGetProperty("name", out var its) && its.GetString() == name))
                {
                    var id = item.GetProperty("id").GetString()!;
                    return new(id, item.TryGetProperty("orgID", out var owner) ? owner.GetString()! : id, KeepsOf(item));
                }
            }
            return null;
        }
    }

    static TimeSpan? KeepsOf(JsonElement bucket)
    {
        if (!bucket.TryGetProperty("retentionRules", out var rules))
        {
            return null;
        }
        foreach (var rule in rules.EnumerateArray())
        {
            if (rule.TryGetProperty("everySeconds", out var seconds))
            {
                return TimeSpan.FromSeconds(seconds.GetInt64());
            }
        }
        return TimeSpan.Zero;
    }

    static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
