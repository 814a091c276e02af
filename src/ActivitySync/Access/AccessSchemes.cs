using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActivitySync.Access;

/// <summary>
/// The ways to be somebody: a token in the header Authorization, a cookie after signing in, or, with Http:Open, being on
/// this machine.
/// </summary>
internal static class AccessSchemes
{
    public const string Any = "access";
    public const string Token = "token";
    public const string Cookie = "cookie";
    public const string Open = "open";

    // A month on the sofa's tablet; used again, it lasts on. Our choice.
    static readonly TimeSpan CookieLife = TimeSpan.FromDays(30);

    public static void Add(IServiceCollection services, HttpOptions options, string folder)
    {
        services.AddSingleton(options);
        services.AddSingleton(new AccessFile(folder));
        services.AddHostedService<FirstAccess>();
        services.AddDataProtection().SetApplicationName("activitysync")
            .PersistKeysToFileSystem(Keys(folder));
        services.AddAuthentication(Any)
            .AddPolicyScheme(Any, null, any => any.ForwardDefaultSelector = context => Choose(context, options))
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(Token, null)
            .AddScheme<AuthenticationSchemeOptions, OpenHandler>(Open, null)
            .AddCookie(Cookie, cookie =>
            {
                cookie.Cookie.Name = "activitysync";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.ExpireTimeSpan = CookieLife;
                cookie.SlidingExpiration = true;
                cookie.LoginPath = "/sign-in";
                cookie.Events.OnValidatePrincipal = Renew;
            });
        services.AddAuthorization();
    }

    // Who may read the keys can make cookies.
    static DirectoryInfo Keys(string folder)
    {
        var path = Path.Combine(folder, "keys");
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    static string Choose(HttpContext context, HttpOptions options)
        => options.Open ? Open : context.Request.Headers.Authorization.Count > 0 ? Token : Cookie;

    // The cookie only says which entry; what that may do is asked each time, so that a revoked one is out at once.
    static async Task Renew(CookieValidatePrincipalContext context)
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

    sealed class TokenHandler(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, AccessFile access)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        const string Bearer = "Bearer ";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var header = Request.Headers.Authorization.ToString();
            return Task.FromResult(header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                && access.ByToken(header[Bearer.Length..].Trim()) is { } entry
                ? AuthenticateResult.Success(new AuthenticationTicket(entry.Grant.ToUser(Token, entry.Id), Token))
                : AuthenticateResult.Fail("The token is not known."));
        }
    }

    sealed class OpenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
            => Task.FromResult(AuthenticateResult.Success(
                new AuthenticationTicket(Grant.Everything.ToUser(Open, "open"), Open)));
    }
}
