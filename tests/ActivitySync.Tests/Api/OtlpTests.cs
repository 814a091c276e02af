using System.Collections.Concurrent;
using System.Net;
using System.Text;
using ActivitySync.Hosting;
using ActivitySync.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace ActivitySync.Tests.Api;

/// <summary>The same figures as at /metrics, told to a collector that takes OTLP over HTTP.</summary>
public sealed class OtlpTests : IAsyncLifetime
{
    readonly ConcurrentQueue<(string? Type, byte[] Body)> _told = new();
    readonly WebApplication _collector;

    public OtlpTests()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _collector = builder.Build();
        _collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (context.Request.Path == "/v1/metrics")
            {
                _told.Enqueue((context.Request.ContentType, body.ToArray()));
            }
        });
    }

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _collector.StartAsync(Stop);

    [Fact]
    public async Task A_collector_is_told_our_figures_with_their_names_units_and_labels()
    {
        var address = _collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var scene = new ApiScene(ApiScene.Ana, metrics: new MetricsOptions { OtlpUrl = $"{address}/v1/metrics", OtlpEverySeconds = 1 });
        await scene.InitializeAsync();
        using var admin = scene.Admin();
        await admin.PostAsync("/api/v1/samples?wearer=ana&device=otlpmeter", new StringContent(
            $$"""{ "heart_rate": { "ts": {{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}}, "bpm": 70 } }"""), Stop);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        Dictionary<string, Told> figures;
        string[] wanted =
        [
            "activitysync.messages.received", "activitysync.samples.stored", "activitysync.spool.messages", "activitysync.spool.size",
            "activitysync.broker.connected", "activitysync.job.duration", "activitysync.store.write",
            "activitysync.device.last_sample.age",
        ];
        while (!wanted.All((figures = Newest()).ContainsKey))
        {
            await Task.Delay(100, limit.Token);
        }
        await scene.DisposeAsync();

        Assert.All(_told, one => Assert.Equal("application/x-protobuf", one.Type));
        Assert.Equal("activitysync", Service(_told.Last().Body));
        Assert.Equal("By", figures["activitysync.spool.size"].Unit);
        Assert.Equal("s", figures["activitysync.device.last_sample.age"].Unit);
        Assert.Contains("otlpmeter", figures["activitysync.device.last_sample.age"].Words, StringComparison.Ordinal);
    }

    // ExportMetricsServiceRequest.resource_metrics = 1, .scope_metrics = 2, .metrics = 2; Metric: name = 1, unit = 3
    // (opentelemetry-proto, metrics/v1/metrics.proto). The labels are somewhere inside its data.
    Dictionary<string, Told> Newest() => _told.LastOrDefault() is { Body: { } body }
        ? Protobuf.Inside(body, 1, 2, 2).GroupBy(metric => Protobuf.Text(metric, 1)).ToDictionary(
            same => same.Key, same => new Told(Protobuf.Text(same.First(), 3), Encoding.UTF8.GetString(same.First())))
        : [];

    // .resource = 1, .attributes = 1: KeyValue with key = 1 and value = 2, a string as 1.
    static string? Service(byte[] body) => Protobuf.Inside(body, 1, 1, 1)
        .Where(pair => Protobuf.Text(pair, 1) == "service.name")
        .Select(pair => Protobuf.Text(Protobuf.Inside(pair, 2).Single(), 1)).SingleOrDefault();

    sealed record Told(string Unit, string Words);

    public ValueTask DisposeAsync() => _collector.DisposeAsync();
}
