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
        services.AddSingleton<LiveUpdates>();
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
            limiter.AddPolicy(Root, context => RateLimitPartition.GetSlidingWindowLimiter(Caller(context), _ => new()
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
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal), api =>
        {
            api.UseResponseCompression();
            Freshness.Use(api);
        });
        Problems.Use(app);
    }

    public static void Map(IEndpointRouteBuilder app, IngestOptions ingest)
    {
        HealthEndpoints.Map(app);
        var api = app.MapGroup($"{Root}/v1").RequireAuthorization().RequireRateLimiting(Root)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        HouseEndpoints.Map(api);
        DayEndpoints.Map(api);
        JournalEndpoints.Map(api);
        IntakeEndpoints.Map(api, ingest);
        LiveUpdates.Map(api);
    }

    // Who signed in is counted by themselves, whoever else is behind the same address.
    static string Caller(HttpContext context)
        => context.User.FindFirst(Grant.EntryClaim)?.Value ?? context.Connection.RemoteIpAddress?.ToString() ?? "";
}
