using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace ActivitySync.Access;

/// <summary>
/// Signing in for people: a token, or a name and a password, for a cookie. Works without script; forms carry an
/// antiforgery token.
/// </summary>
internal static class SignIn
{
    static readonly SemaphoreSlim OnePassword = new(1);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(AccessSchemes.SignInPath, Page).ExcludeFromDescription();
        app.MapPost(AccessSchemes.SignInPath, EnterAsync).ExcludeFromDescription();
        app.MapPost("/sign-out", LeaveAsync).ExcludeFromDescription();
    }

    static ContentHttpResult Page(HttpContext context, IAntiforgery forgery, [FromQuery(Name = "return")] string? back)
        => Html(context, forgery, back, null, StatusCodes.Status200OK);

    static async Task<IResult> EnterAsync(
        HttpContext context, IAntiforgery forgery, AccessFile access, FailedSignIns failed, [FromForm] string? token,
        [FromForm] string? name, [FromForm] string? password, [FromForm(Name = "return")] string? back)
    {
        if (failed.IsBlocked(context))
        {
            context.Response.Headers.RetryAfter = $"{FailedSignIns.RetryAfterSeconds}";
            return Html(context, forgery, back, "Too many attempts failed. Wait ten minutes and try again.",
                StatusCodes.Status429TooManyRequests);
        }
        var entry = string.IsNullOrWhiteSpace(token)
            ? await ByPasswordAsync(access, failed, context, name, password) : ByToken(access, failed, context, token.Trim());
        if (entry is null)
        {
            return Html(context, forgery, back, "That is not right. Check it and try again.", StatusCodes.Status401Unauthorized);
        }
        await context.SignInAsync(AccessSchemes.Cookie, entry.Grant.ToUser(AccessSchemes.Cookie, entry.Id),
            new AuthenticationProperties { IsPersistent = true });
        return TypedResults.LocalRedirect(IsLocal(back) ? back! : "/");
    }

    static async Task<IResult> LeaveAsync(HttpContext context, IAntiforgery forgery)
    {
        await forgery.ValidateRequestAsync(context);
        await context.SignOutAsync(AccessSchemes.Cookie);
        return TypedResults.LocalRedirect(AccessSchemes.SignInPath);
    }

    static AccessEntry? ByToken(AccessFile access, FailedSignIns failed, HttpContext context, string token)
    {
        var entry = access.ByToken(token);
        if (entry is null)
        {
            failed.Note(context, "token");
        }
        return entry;
    }

    // One password at a time: a thousand tries sent at once are counted like a thousand in a row, and do not take the
    // processor from everybody. A name nobody has takes as long as one somebody has.
    static async Task<AccessEntry?> ByPasswordAsync(
        AccessFile access, FailedSignIns failed, HttpContext context, string? name, string? password)
    {
        await OnePassword.WaitAsync(context.RequestAborted);
        try
        {
            if (failed.IsBlocked(context))
            {
                return null;
            }
            var entry = access.ByName(name?.Trim() ?? "") is { PasswordHash: not null } known ? known : AccessEntry.Nobody;
            if (entry.TakesPassword(password ?? "") && entry != AccessEntry.Nobody)
            {
                return entry;
            }
            failed.Note(context, "password");
            return null;
        }
        finally
        {
            OnePassword.Release();
        }
    }

    static bool IsLocal(string? path) => path is ['/', ..] and not ['/', '/' or '\\', ..];

    static ContentHttpResult Html(HttpContext context, IAntiforgery forgery, string? back, string? problem, int status)
    {
        var tokens = forgery.GetAndStoreTokens(context);
        return TypedResults.Text(
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>ActivitySync: sign in</title><link rel="stylesheet" href="/assets/dashboard.css"></head>
            <body><main>
            <h1>ActivitySync</h1>
            {(problem is null ? "" : $"<p role=\"alert\">{WebUtility.HtmlEncode(problem)}</p>")}
            <form method="post" action="{AccessSchemes.SignInPath}">
            <input type="hidden" name="{tokens.FormFieldName}" value="{tokens.RequestToken}">
            <input type="hidden" name="return" value="{WebUtility.HtmlEncode(back)}">
            <p><label>Token <input name="token" type="password" autocomplete="current-password"></label></p>
            <p>or</p>
            <p><label>Name <input name="name" autocomplete="username"></label></p>
            <p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>
            <p><button>Sign in</button></p>
            </form>
            <p>The first start of the service wrote an administrator's token into its data folder; its log says where.</p>
            </main></body></html>
            """, "text/html; charset=utf-8", statusCode: status);
    }
}
