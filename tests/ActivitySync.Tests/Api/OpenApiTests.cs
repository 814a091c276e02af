using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ActivitySync.Tests.Api;

/// <summary>The description is what is served, is kept beside the tests, and none of its examples is a lie.</summary>
public sealed class OpenApiTests(ExampleScene scene) : IClassFixture<ExampleScene>
{
    static readonly string Golden = Repository.PathTo("tests", "ActivitySync.Tests", "Golden", "openapi.json");

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_description_is_the_one_checked_in()
    {
        var served = JsonSerializer.Serialize(await DocumentAsync(), Readable).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(Golden, served, Stop);
        }

        Assert.StartsWith("3.1.", (await DocumentAsync())["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(Golden, Stop), served);
    }

    [Fact]
    public async Task Every_example_is_answered_as_the_description_says()
    {
        var document = await DocumentAsync();
        await scene.PrepareAsync(Stop);
        using var admin = scene.Api.Admin();
        var sent = 0;

        // What deletes comes last, and reads before what is written anew.
        foreach (var (path, method, operation) in Operations(document).OrderBy(one => Order(one.Method, one.Path)))
        {
            using var answer = await admin.SendAsync(Request(path, method, operation), HttpCompletionOption.ResponseHeadersRead, Stop);
            var words = answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync(Stop);

            Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {words}");
            Assert.True(operation["responses"]![$"{(int)answer.StatusCode}"] is not null,
                $"{method} {path} answers {answer.StatusCode}, which is not described.");
            sent++;
            await scene.SettleAsync();
        }

        Assert.True(sent > 15, $"Only {sent} examples.");
    }

    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    static IEnumerable<(string Path, string Method, JsonNode Operation)> Operations(JsonNode document)
        => document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject(),
            (path, operation) => (path.Key, operation.Key.ToUpperInvariant(), operation.Value!));

    static int Order(string method, string path)
        => method == "DELETE" ? 3 : path.EndsWith("/replay", StringComparison.Ordinal) ? 2 : method == "POST" ? 0 : 1;

    static HttpRequestMessage Request(string path, string method, JsonNode operation)
    {
        var query = new StringBuilder();
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            var (name, where) = (parameter!["name"]!.GetValue<string>(), parameter["in"]!.GetValue<string>());
            var example = parameter["example"]?.ToString()
                ?? throw new InvalidOperationException($"{method} {path}: the parameter {name} has no example.");
            if (where == "path")
            {
                path = path.Replace($"{{{name}}}", Uri.EscapeDataString(example), StringComparison.Ordinal);
            }
            else
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(example));
            }
        }
        var request = new HttpRequestMessage(new HttpMethod(method), path + query);
        if (operation["requestBody"]?["content"]?["application/json"] is { } body)
        {
            request.Content = new StringContent(body["example"]!.ToJsonString(), Encoding.UTF8, "application/json");
        }
        return request;
    }

    async Task<JsonNode> DocumentAsync()
    {
        using var nobody = scene.Api.Client();
        return JsonNode.Parse(await nobody.GetStringAsync("/openapi/v1.json", Stop))!;
    }
}

/// <summary>A service on which the examples' wearer, day and message are there.</summary>
public sealed class ExampleScene : IAsyncLifetime
{
    internal ApiScene Api { get; } = new(Some.Wearer("me"), maxAgeDays: 0);

    public ValueTask InitializeAsync() => Api.InitializeAsync();

    /// <summary>A day that is scored, an entry of the diary, a message in quarantine.</summary>
    internal async Task PrepareAsync(CancellationToken stop)
    {
        using var admin = Api.Admin();
        foreach (var (path, body) in new[]
        {
            ("/api/v1/samples?wearer=me&device=phone",
                """{ "steps": { "ts": "2026-03-28T09:00:00", "from": "2026-03-28T08:00:00", "steps": 900, "counter": "delta" } }"""),
            ("/api/v1/samples?wearer=me&device=phone", """{ "steps": { "ts": 1 } }"""),
            ("/api/v1/samples?wearer=me&device=phone", """{ "steps": { "ts": 2 } }"""),
            ("/api/v1/wearers/me/journal", """{ "kind": "pain", "value": 2, "at": "2026-03-28T20:00:00" }"""),
        })
        {
            await admin.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), stop);
        }
        await SettleAsync();
    }

    /// <summary>Waits until everything is stored, and closed days are scored.</summary>
    internal Task SettleAsync()
    {
        var spool = Api.Services.GetRequiredService<MessageSpool>();
        var march = new NodaTime.LocalDate(2026, 4, 1);
        return Eventually.IsTrueAsync(() => spool.WaitingMessages == 0 && spool.State.TouchedDays().All(day => day.Date > march));
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}
