using ActivitySync.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ActivitySync.Api;

/// <summary>
/// For whoever watches the service. Live: its loops turn; if not, restart it. Ready: broker, spool, store and scheduler do
/// their work; if not, the reasons are told, and a restart would not help.
/// </summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", Live);
        app.MapGet("/health/ready", ReadyAsync);
    }

    static JsonHttpResult<HealthAnswer> Live(HealthView health)
        => Answer([new HealthPart("loops", health.Trouble() is null, health.Trouble())]);

    static async Task<JsonHttpResult<HealthAnswer>> ReadyAsync(HealthView health, CancellationToken stop)
        => Answer(await health.PartsAsync(stop));

    static JsonHttpResult<HealthAnswer> Answer(IReadOnlyList<HealthPart> parts)
    {
        var ok = parts.All(part => part.Ok);
        return TypedResults.Json(new HealthAnswer(ok ? "ok" : "unavailable", parts), ApiJson.Default.HealthAnswer,
            statusCode: ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
