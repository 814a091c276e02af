using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ActivitySync.Dashboard;

/// <summary>
/// The pages for people: Blazor, rendered here and kept up to date over one connection each. What it needs beside the
/// service is made when the first page is asked for.
/// </summary>
internal static class DashboardRoom
{
    // A tablet that slept gets its page back; each kept one costs memory. Our choice.
    static readonly TimeSpan KeepCircuit = TimeSpan.FromMinutes(1);
    const int KeptCircuits = 10;

    public static void Add(IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DisconnectedCircuitRetentionPeriod = KeepCircuit;
            circuits.DisconnectedCircuitMaxRetained = KeptCircuits;
        });
        services.AddCascadingAuthenticationState();
        services.AddScoped<Viewer>();
        services.AddSingleton<TodayNews>();
        services.AddSingleton<Glances>();
        services.AddSingleton<DiaryDesk>();
        services.AddSingleton<QuarantineDesk>();
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        WebFiles.Map(app);
        // For anybody: the page for signing in is to be understood, too.
        app.MapGet("/language/{code}", Speak).ExcludeFromDescription();
        // Who may frame us is said for every answer, not here.
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization();
    }

    // The choice is the browser's and tells nothing about anybody, so a link may make it.
    static RedirectHttpResult Speak(HttpContext context, string code, string? back)
    {
        if (Phrases.Speaks(code))
        {
            context.Response.Cookies.Append(Viewer.LanguageCookie, code, new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                MaxAge = TimeSpan.FromDays(365),
                IsEssential = true,
            });
        }
        return TypedResults.LocalRedirect(back is ['/', ..] and not ['/', '/' or '\\', ..] ? back : "/");
    }
}
