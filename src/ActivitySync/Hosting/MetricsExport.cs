using ActivitySync.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace ActivitySync.Hosting;

/// <summary>Gives our instruments away: as Prometheus text to who asks with a token, and over OTLP where configured.</summary>
internal static class MetricsExport
{
    // The framework's own: memory, collections, threads, exceptions. Read when somebody asks.
    const string Runtime = "System.Runtime";

    // Named as only histograms may be, says promtool; and they tell an operator nothing.
    static readonly string[] Unnamed = ["dotnet.assembly.count", "dotnet.process.cpu.count", "dotnet.timer.count"];

    // How many of these there are is the house's business: a row for each device, for each reason of each source. The other
    // instruments have a few rows each, for jobs or generations of memory; room for them is taken at the start, and at the
    // framework's 2,000 rows for each it was half of all our managed memory (5 of 11 MB). Our choice.
    static readonly string[] OfManyRows = ["activitysync.device.last_sample.age", "activitysync.messages.refused"];
    static readonly MetricStreamConfiguration FewRows = new() { CardinalityLimit = 100 };

    static readonly string? Version = typeof(MetricsExport).Assembly.GetName().Version?.ToString(3);

    public static void Add(IServiceCollection services, MetricsOptions options)
    {
        services.AddSingleton<ServiceMetrics>();
        services.AddSingleton(_ =>
        {
            var builder = Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(resource => resource.AddService(ServiceMetrics.Name, serviceVersion: Version))
                .AddMeter(ServiceMetrics.Name).AddMeter(Runtime).AddPrometheusExporter()
                .AddView(instrument => Unnamed.Contains(instrument.Name) ? MetricStreamConfiguration.Drop
                    : OfManyRows.Contains(instrument.Name) ? null : FewRows);
            if (options.OtlpUrl.Length > 0)
            {
                builder.AddOtlpExporter((otlp, reader) =>
                {
                    otlp.Endpoint = new Uri(options.OtlpUrl);
                    otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = options.OtlpEverySeconds * 1_000;
                });
            }
            return builder.Build();
        });
    }

    public static void Map(WebApplication app)
    {
        app.Services.GetRequiredService<ServiceMetrics>(); // they are there before anybody asks
        app.MapPrometheusScrapingEndpoint("/metrics", app.Services.GetRequiredService<MeterProvider>(), null, null)
            .RequireAuthorization(policy => policy.RequireRole(nameof(AccessRole.Admin), nameof(AccessRole.Monitor)));
    }
}
