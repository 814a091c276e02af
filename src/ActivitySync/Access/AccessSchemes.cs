using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActivitySync.Access;

/// <summary>
/// The ways to be somebody: a token in the header Authorization, a cookie after signing in, a trusted proxy that says so,
/// or, with Http:Open, being on this machine.
/// </summary>
internal static class AccessSchemes
{
    public const string Any = "access";
    public const string Token = "token";
    public const string Cookie = "cookie";
    public const string Forwarded = "forwarded";
    public const string Open = "open";

    /// <summary>Where people sign in.</summary>
    public const string SignInPath = "/sign-in";

    // A month on the sofa's tablet; used again, it lasts on. Our choice.
    static readonly TimeSpan CookieLife = TimeSpan.FromDays(30);

    public static void Add(IServiceCollection services, HttpOptions options, string folder)
    {
        services.AddSingleton(options);
        services.AddSingleton(new AccessFile(folder));
        services.AddSingleton<FailedSignIns>();
        services.AddHostedService<FirstAccess>();
        services.AddDataProtection().SetApplicationName("activitysync").PersistKeysToFileSystem(Keys(folder));
        ReadKeysWhenSomebodySignsIn(services);
        services.AddAntiforgery(forgery =>
        {
            forgery.Cookie.Name = "activitysync-form";
            forgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // over TLS, then never without
        });
        services.AddAuthentication(Any)
            .AddPolicyScheme(Any, null, any => any.ForwardDefaultSelector = context => Choose(context, options))
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(Token, null)
            .AddScheme<AuthenticationSchemeOptions, ForwardedHandler>(Forwarded, null)
            .AddScheme<AuthenticationSchemeOptions, OpenHandler>(Open, null)
            .AddCookie(Cookie, cookie =>
            {
                cookie.Cookie.Name = "activitysync";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.ExpireTimeSpan = CookieLife;
                cookie.SlidingExpiration = true;
                cookie.LoginPath = SignInPath;
                cookie.ReturnUrlParameter = "return";
                cookie.Events.OnValidatePrincipal = RenewAsync;
                cookie.Events.OnRedirectToLogin = context => ForPeople(context, StatusCodes.Status401Unauthorized);
                cookie.Events.OnRedirectToAccessDenied = context => ForPeople(context, StatusCodes.Status403Forbidden);
            });
        services.AddAuthorization();
    }

    // The framework reads, or makes, them at the start, which waits for that, and keeps its XML reader in memory for nobody.
    static void ReadKeysWhenSomebodySignsIn(IServiceCollection services)
        => services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Assembly == typeof(DataProtectionOptions).Assembly));

    // Who may read the keys can make cookies.
    static DirectoryInfo Keys(string folder)
    {
        var path = Path.Combine(folder, "keys");
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    static string Choose(HttpContext context, HttpOptions options)
        => options.Open ? Open
        : context.Request.Headers.Authorization.Count > 0 ? Token
        : options.ForwardAuth.IsOn && context.Request.Headers.ContainsKey(options.ForwardAuth.Header) && Peer.IsTrusted(context)
            ? Forwarded : Cookie;

    // The cookie only says which entry; what that may do is asked each time, so that a revoked one is out at once.
    static async Task RenewAsync(CookieValidatePrincipalContext context)
    {
        var access = context.HttpContext.RequestServices.GetRequiredService<AccessFile>();
        if (context.Principal?.FindFirstValue(Grant.EntryClaim) is { } id && access.ById(id) is { } entry)
        {
            context.ReplacePrincipal(entry.Grant.ToUser(Cookie, entry.Id));
            return;
        }
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Cookie);
    }

    // People are taken to the page where they sign in; programs are told.
    static Task ForPeople(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            context.Response.StatusCode = status;
        }
        return Task.CompletedTask;
    }
}
