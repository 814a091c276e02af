using ActivitySync.Access;
using ActivitySync.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ActivitySync.Api;

/// <summary>The endpoints of the HTTP interface.</summary>
internal static class ApiRoom
{
    public static void Add(IServiceCollection services)
        => services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));

    public static void Map(IEndpointRouteBuilder app)
    {
        HealthEndpoints.Map(app);
        var api = app.MapGroup("/api/v1").RequireAuthorization();
        api.MapGet("/wearers", Wearers);
    }

    static Ok<IReadOnlyList<WearerView>> Wearers(HttpContext context, Household household)
        => TypedResults.Ok<IReadOnlyList<WearerView>>(
            [.. household.Wearers.Where(wearer => Grant.Of(context.User)!.MaySee(wearer.Id)).Select(WearerView.Of)]);
}
