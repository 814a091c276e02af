using System.Net;
using ActivitySync.Access;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Api;

public sealed class MetricsTests(ApiScene scene) : IClassFixture<ApiScene>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_monitor_reads_what_an_operator_watches_and_a_wearer_does_not()
    {
        using var admin = scene.Admin();
        await admin.PostAsync("/api/v1/samples?wearer=ana&device=meter", new StringContent(
            $$"""{ "heart_rate": { "ts": {{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}}, "bpm": 70 } }"""), Stop);
        using var monitor = scene.Client(scene.Token("prometheus", AccessRole.Monitor));
        using var wearer = scene.Client(scene.Token("ana's curiosity", AccessRole.Wearer, "ana"));

        var refused = await wearer.GetAsync("/metrics", Stop);
        var wanted = new[]
        {
            "activitysync_messages_received_total{", "activitysync_samples_stored_total", "activitysync_spool_messages",
            "activitysync_spool_age_seconds", "activitysync_spool_size_bytes", "activitysync_store_write_seconds_bucket{",
            "activitysync_broker_connected", "activitysync_job_duration_seconds{", "device=\"meter\"", "by=\"http\"",
            "dotnet_gc_heap_total_allocated_bytes_total",
        };
        var text = "";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!wanted.All(name => text.Contains(name, StringComparison.Ordinal)) && !limit.IsCancellationRequested)
        {
            await Task.Delay(100, Stop);
            text = await monitor.GetStringAsync("/metrics", Stop);
        }

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.All(wanted, name => Assert.Contains(name, text, StringComparison.Ordinal));
    }
}
