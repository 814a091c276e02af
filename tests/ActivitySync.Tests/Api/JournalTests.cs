using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ActivitySync.Access;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ActivitySync.Tests.Api;

public sealed class JournalTests(ApiScene scene) : IClassFixture<ApiScene>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_is_told_read_corrected_and_withdrawn()
    {
        using var ana = scene.Client(scene.Token("ana's diary", AccessRole.Wearer, "ana"));

        var told = await ana.PostAsJsonAsync("/api/v1/wearers/ana/journal", new { kind = "pain", value = 3 }, Stop);
        Assert.Equal(HttpStatusCode.Accepted, told.StatusCode);
        var at = Uri.EscapeDataString((await ApiScene.JsonAsync(told)).GetProperty("at").GetString()!);
        Assert.Equal(3, (await EntryAsync(ana)).GetProperty("value").GetInt32());

        var corrected = await ana.PutAsJsonAsync($"/api/v1/wearers/ana/journal/pain/{at}", new { value = 5 }, Stop);
        Assert.Equal(HttpStatusCode.Accepted, corrected.StatusCode);
        Assert.Equal(5, (await EntryAsync(ana)).GetProperty("value").GetInt32());

        Assert.Equal(HttpStatusCode.Accepted, (await ana.DeleteAsync($"/api/v1/wearers/ana/journal/pain/{at}", Stop)).StatusCode);
        Assert.True((await EntryAsync(ana)).GetProperty("withdrawn").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, (await ana.DeleteAsync($"/api/v1/wearers/ana/journal/pain/{at}", Stop)).StatusCode);
    }

    [Theory]
    [InlineData("pain", 11)]
    [InlineData("courage", 1)]
    public async Task What_cannot_be_right_is_refused_and_kept_nowhere(string kind, int value)
    {
        using var ben = scene.Client(scene.Token($"ben {kind}", AccessRole.Wearer, "ben"));

        var answer = await ben.PostAsJsonAsync("/api/v1/wearers/ben/journal", new { kind, value }, Stop);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Empty(Spool.Quarantine.Newest(10));
    }

    MessageSpool Spool => scene.Services.GetRequiredService<MessageSpool>();

    async Task<JsonElement> EntryAsync(HttpClient ana)
    {
        await Eventually.IsTrueAsync(() => Spool.WaitingMessages == 0);
        return Assert.Single((await ApiScene.JsonAsync(await ana.GetAsync("/api/v1/wearers/ana/journal", Stop)))
            .GetProperty("items").EnumerateArray());
    }
}
