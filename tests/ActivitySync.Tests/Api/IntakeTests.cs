using System.Net;
using System.Text;
using System.Text.Json;
using ActivitySync.Access;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ActivitySync.Tests.Api;

public sealed class IntakeTests(ApiScene scene) : IClassFixture<ApiScene>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public async Task Posted_samples_take_the_road_and_sending_them_twice_changes_nothing()
    {
        using var ben = scene.Client(scene.Token("ben's phone", AccessRole.Wearer, "ben"));
        var body = Steps(NowMs, 321);

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var answer = await ben.PostAsync("/api/v1/samples?device=phone", Json(body), Stop);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            Assert.Equal(1, (await ApiScene.JsonAsync(answer)).GetProperty("steps").GetInt32());
        }
        await StoredAsync();

        Assert.Equal(321, (await TodayAsync(ben, "ben")).GetProperty("steps").GetInt32());
    }

    [Theory]
    [InlineData("health-auto-export")]
    [InlineData("health-connect-webhook")]
    public async Task Apps_post_their_own_format(string format)
    {
        using var ana = scene.Client(scene.Token($"ana {format}", AccessRole.Wearer, "ana"));
        var at = DateTimeOffset.FromUnixTimeMilliseconds(NowMs);
        var body = format == "health-auto-export"
            ? $$$"""{"data":{"metrics":[{"name":"heart_rate","units":"bpm","data":[{"date":"{{{at:yyyy-MM-dd HH:mm:ss}}} +0000","Min":61,"Avg":66,"Max":71,"source":"Watch"}]}]}}"""
            : $$"""{"steps":[],"heart_rate":[{"bpm":66,"time":"{{at:yyyy-MM-ddTHH:mm:ss}}Z"}]}""";

        var answer = await ana.PostAsync($"/api/v1/intake/{format}?device=phone", Json(body), Stop);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(1, (await ApiScene.JsonAsync(answer)).GetProperty("heart_rates").GetInt32());
    }

    [Fact]
    public async Task What_cannot_be_taken_is_told_at_once_and_kept_in_quarantine()
    {
        using var ana = scene.Client(scene.Token("ana's broken phone", AccessRole.Wearer, "ana"));
        using var admin = scene.Admin();

        var answer = await ana.PostAsync("/api/v1/samples?device=broken", Json("{ \"steps\": { \"ts\": 1 } }"), Stop);
        var problem = await ApiScene.JsonAsync(answer);
        await StoredAsync();
        var kept = (await ApiScene.JsonAsync(await admin.GetAsync("/api/v1/quarantine", Stop))).GetProperty("items")
            .EnumerateArray().First(item => item.GetProperty("topic").GetString()!.Contains("broken", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(problem.GetProperty("reason").GetString(), kept.GetProperty("reason").GetString());
        Assert.Contains("quarantine", problem.GetProperty("next").GetString(), StringComparison.Ordinal);

        var id = kept.GetProperty("id").GetInt64();
        Assert.Equal("{ \"steps\": { \"ts\": 1 } }",
            (await ApiScene.JsonAsync(await admin.GetAsync($"/api/v1/quarantine/{id}", Stop))).GetProperty("payload").GetString());
        Assert.Equal(HttpStatusCode.Accepted, (await admin.PostAsync($"/api/v1/quarantine/{id}/replay", null, Stop)).StatusCode);
        await StoredAsync();
        var again = Spool.Quarantine.Newest(10).First(message => message.Topic.Contains("broken", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await admin.DeleteAsync($"/api/v1/quarantine/{again.Id}", Stop)).StatusCode);
        Assert.Empty(Spool.Quarantine.Find(again.Id, null));
    }

    [Fact]
    public async Task A_part_that_cannot_be_right_is_told_and_the_rest_is_taken()
    {
        using var admin = scene.Admin();
        var body = $$"""{ "heart_rate": [ { "ts": {{NowMs}}, "bpm": 70 }, { "ts": {{NowMs}}, "bpm": 900 } ] }""";

        var told = await ApiScene.JsonAsync(await admin.PostAsync("/api/v1/samples?wearer=ana&device=half", Json(body), Stop));

        Assert.Equal(1, told.GetProperty("heart_rates").GetInt32());
        Assert.True(told.GetProperty("refused").GetProperty("quarantined").GetBoolean());
    }

    [Fact]
    public async Task A_body_larger_than_is_taken_is_refused_with_a_sentence()
    {
        using var admin = scene.Admin();

        var answer = await admin.PostAsync("/api/v1/samples?wearer=ana&device=large", Json(new string(' ', 1_100_000)), Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("smaller batches", (await ApiScene.JsonAsync(answer)).GetProperty("next").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whose_samples_they_are_must_be_said_by_who_may_send_for_several()
    {
        using var admin = scene.Admin();

        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsync("/api/v1/samples", Json("{}"), Stop)).StatusCode);
    }

    MessageSpool Spool => scene.Services.GetRequiredService<MessageSpool>();

    Task StoredAsync() => Eventually.IsTrueAsync(() => Spool.WaitingMessages == 0);

    static async Task<JsonElement> TodayAsync(HttpClient client, string wearer)
        => await ApiScene.JsonAsync(await client.GetAsync($"/api/v1/wearers/{wearer}/today", Stop));

    static string Steps(long atMs, int steps)
        => $$"""{ "steps": { "from": {{atMs - 1_000}}, "ts": {{atMs}}, "steps": {{steps}}, "counter": "since_midnight" } }""";

    static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}
