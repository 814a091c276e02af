using System.Net;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Api;

public sealed class HealthTests(ApiScene scene) : IClassFixture<ApiScene>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_whose_loops_turn_is_alive_for_anybody_who_asks()
    {
        using var nobody = scene.Client();

        Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync("/health/live", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_service_with_broker_spool_store_and_scheduler_becomes_ready()
    {
        using var nobody = scene.Client();

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        HttpResponseMessage answer;
        while ((answer = await nobody.GetAsync("/health/ready", limit.Token)).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(50, limit.Token);
        }

        var parts = (await ApiScene.JsonAsync(answer)).GetProperty("parts").EnumerateArray()
            .Select(part => part.GetProperty("name").GetString());
        Assert.Equal(["broker", "spool", "store", "scheduler"], parts);
    }
}
