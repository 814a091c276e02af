using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using ActivitySync.Access;
using ActivitySync.Ingest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ActivitySync.Api;

/// <summary>The endpoints of the HTTP interface, and what holds for all of them.</summary>
internal static class ApiRoom
{
    const string Root = "/api";

    public static void Add(IServiceCollection services, HttpOptions options)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true); // Problems says it in words
        services.AddSingleton<LiveUpdates>();
        OpenApiDocument.Add(services);
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.Providers.Add<GzipCompressionProvider>();
        });
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = 60.ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            limiter.AddPolicy(Root, context => RateLimitPartition.GetSlidingWindowLimiter(Door.CallerOf(context), _ => new()
            {
                PermitLimit = options.RequestsPerMinute,
                Window = TimeSpan.FromMinutes(1),
                SegmentsPerWindow = 6,
            }));
        });
    }

    /// <summary>What answers of the API pass through.</summary>
    public static void Use(IApplicationBuilder app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase), api =>
        {
            api.UseResponseCompression();
            Freshness.Use(api);
        });
        Problems.Use(app);
    }

    public static void Map(IEndpointRouteBuilder app, IngestOptions ingest)
    {
        HealthEndpoints.Map(app);
        app.MapOpenApi(OpenApiDocument.Route).RequireRateLimiting(Root); // made anew each time, for anybody
        var api = app.MapGroup($"{Root}/v1").RequireAuthorization().RequireRateLimiting(Root);
        foreach (var status in (int[])[400, 401, 403, 404, 429, 503])
        {
            api.WithMetadata(Answers(status));
        }
        HouseEndpoints.Map(api.MapGroup("").WithTags("house"));
        DayEndpoints.Map(api.MapGroup("").WithTags("days"));
        JournalEndpoints.Map(api.MapGroup("").WithTags("journal"));
        IntakeEndpoints.Map(api.MapGroup("").WithTags("samples").WithMetadata(Answers(413), Answers(422)), ingest);
        LiveUpdates.Map(api.MapGroup("").WithTags("days"));
    }

    static ProducesResponseTypeMetadata Answers(int status) => new(status, typeof(ProblemAnswer), [Problems.ContentType]);
}
