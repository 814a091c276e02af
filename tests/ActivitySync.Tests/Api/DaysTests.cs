using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ActivitySync.Access;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Tests.Api;

/// <summary>A day of Ana's, posted by hand and scored by the service, read back in every way.</summary>
public sealed class DaysTests(ApiScene scene) : IClassFixture<ApiScene>, IAsyncLifetime
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static LocalDate Today => LocalDays.DateAt(ApiScene.Ana, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    // Over and scored at any hour of the day.
    static LocalDay Past => LocalDays.Of(ApiScene.Ana, Today.PlusDays(-2))!;

    static string Date => LocalDatePattern.Iso.Format(Past.Date);

    readonly HttpClient _ana = scene.Client(scene.Token($"ana {Guid.NewGuid()}", AccessRole.Wearer, "ana"));

    // Twelve hours of the watch from eight o'clock, five steps a minute.
    public async ValueTask InitializeAsync()
    {
        var minutes = Enumerable.Range(0, 720).Select(minute => Past.StartMs + ((480 + minute) * Some.MinuteMs));
        var body = $"{{\"steps\":[{string.Join(',', minutes.Select(from =>
            $"{{\"from\":{from},\"ts\":{from + Some.MinuteMs},\"steps\":5,\"counter\":\"delta\"}}"))}]}}";
        (await _ana.PostAsync("/api/v1/samples?device=watch", new StringContent(body), Stop)).EnsureSuccessStatusCode();
        var spool = scene.Services.GetRequiredService<MessageSpool>();
        await Eventually.IsTrueAsync(() => spool.WaitingMessages == 0 && spool.State.TouchedDays().All(day => day.Date > Past.Date));
    }

    [Fact]
    public async Task A_scored_day_is_read_with_its_revisions_and_in_a_range()
    {
        var day = await GetAsync($"days/{Date}");
        var page = await GetAsync($"days?from={Date}&to={Date}");
        var revisions = await GetAsync($"days/{Date}/revisions");

        Assert.Equal(3_600, day.GetProperty("report").GetProperty("steps").GetInt32());
        Assert.Equal(Date, Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("date").GetString());
        Assert.Equal(day.GetProperty("revision").GetInt32(), revisions.GetArrayLength());
    }

    [Fact]
    public async Task Minutes_add_up_to_the_day_and_a_minute_not_worn_says_so()
    {
        var minutes = await GetAsync($"days/{Date}/minutes");

        Assert.Equal(3_600, minutes.GetProperty("steps").EnumerateArray()
            .Sum(value => value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0));
        Assert.Equal("not_worn", minutes.GetProperty("effort")[0].GetString());
        Assert.Equal("still", minutes.GetProperty("effort")[480].GetString());
    }

    [Fact]
    public async Task An_explanation_says_where_each_step_went()
    {
        var explained = await GetAsync($"days/{Date}/explain");

        var watch = Assert.Single(explained.GetProperty("devices").EnumerateArray());
        Assert.Equal(3_600, watch.GetProperty("counted").GetInt64());
        Assert.Contains(explained.GetProperty("steps").EnumerateArray(),
            step => step.GetProperty("stage").GetString() == "total" && step.GetProperty("value").GetInt64() == 3_600);
    }

    [Fact]
    public async Task A_range_longer_than_a_page_says_where_it_goes_on()
    {
        var first = await GetAsync($"days?from=2026-01-01&to={Date}&limit=7");

        var next = first.GetProperty("next").GetString()!;
        Assert.StartsWith("/api/v1/wearers/ana/days?from=2026-01-08&", next, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _ana.GetAsync(next, Stop)).StatusCode);
    }

    [Fact]
    public async Task An_answer_that_is_known_already_is_not_sent_again()
    {
        var first = await _ana.GetAsync($"/api/v1/wearers/ana/days/{Date}", Stop);
        var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/wearers/ana/days/{Date}");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        var second = await _ana.SendAsync(again, Stop);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Stop));
    }

    [Fact]
    public async Task An_answer_is_compressed_for_who_asks_so()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/wearers/ana/days/{Date}/minutes");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));

        var answer = await _ana.SendAsync(request, Stop);

        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
    }

    [Fact]
    public async Task Deriving_again_what_did_not_change_makes_no_revision()
    {
        var before = await GetAsync($"days/{Date}");

        var answer = await _ana.PostAsJsonAsync("/api/v1/wearers/ana/rescore", new { from = Date, to = Date }, Stop);
        var spool = scene.Services.GetRequiredService<MessageSpool>();
        await Eventually.IsTrueAsync(() => spool.State.TouchedDays().All(day => day.Date != Past.Date));

        Assert.Equal(1, (await ApiScene.JsonAsync(answer)).GetProperty("days").GetInt32());
        Assert.Equal(before.GetProperty("revision").GetInt32(), (await GetAsync($"days/{Date}")).GetProperty("revision").GetInt32());
    }

    [Fact]
    public async Task The_device_is_listed_with_its_last_reading()
    {
        var devices = await GetAsync("devices");

        Assert.Contains(devices.EnumerateArray(), device => device.GetProperty("device").GetString() == "watch");
    }

    [Theory]
    [InlineData("days/2026-13-01", 400)]
    [InlineData("days/1999-01-01", 404)]
    [InlineData("days?from=2026-02-01&to=2026-01-01", 400)]
    [InlineData("days?limit=many", 400)]
    [InlineData("nowhere", 404)]
    public async Task A_question_that_cannot_be_answered_gets_a_sentence_and_a_next_step(string path, int status)
    {
        var answer = await _ana.GetAsync($"/api/v1/wearers/ana/{path}", Stop);
        var problem = await ApiScene.JsonAsync(answer);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith(".", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.EndsWith(".", problem.GetProperty("next").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Today_comes_by_itself_when_it_changes()
    {
        using var stream = await _ana.GetStreamAsync("/api/v1/wearers/ana/events", Stop);
        using var events = new StreamReader(stream);
        await NextAsync(events); // as it is

        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await _ana.PostAsync("/api/v1/samples?device=watch", new StringContent(
            $$"""{ "steps": { "from": {{nowMs - 1_000}}, "ts": {{nowMs}}, "steps": 2, "counter": "delta" } }"""), Stop);

        Assert.True((await NextAsync(events)).GetProperty("steps").GetInt32() > 0);
    }

    static async Task<JsonElement> NextAsync(StreamReader events)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        string? line;
        while (!(line = await events.ReadLineAsync(limit.Token))!.StartsWith("data: ", StringComparison.Ordinal))
        {
        }
        return JsonDocument.Parse(line!["data: ".Length..]).RootElement;
    }

    async Task<JsonElement> GetAsync(string path)
    {
        var answer = await _ana.GetAsync($"/api/v1/wearers/ana/{path}", Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return await ApiScene.JsonAsync(answer);
    }

    public ValueTask DisposeAsync()
    {
        _ana.Dispose();
        return ValueTask.CompletedTask;
    }
}
