using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace ActivitySync.Access;

/// <summary>Why somebody is not in yet.</summary>
internal enum SignInProblem
{
    /// <summary>They have not tried.</summary>
    None,

    /// <summary>What they gave is not known.</summary>
    Wrong,

    /// <summary>Too many attempts failed from where they are.</summary>
    TooMany,
}

/// <summary>What the form for signing in holds.</summary>
/// <param name="Path">Where it is sent to.</param>
/// <param name="ForgeryField">Name of the hidden field that shows it is ours.</param>
/// <param name="ForgeryToken">Its value.</param>
/// <param name="Back">Where the person wanted to go; null for nowhere. Not checked: a form field, no address.</param>
/// <param name="Problem">Why they are here again.</param>
internal sealed record SignInForm(string Path, string ForgeryField, string ForgeryToken, string? Back, SignInProblem Problem);

/// <summary>
/// Signing in for people: a token, or a name and a password, for a cookie. Works without script; forms carry an
/// antiforgery token. How the page looks, and in which language, is the business of whoever writes it.
/// </summary>
internal sealed class SignIn(Func<HttpContext, SignInForm, string> write)
{
    static readonly SemaphoreSlim OnePassword = new(1);

    /// <summary>Maps the page and what its form is sent to.</summary>
    /// <param name="app">The server.</param>
    /// <param name="write">Writes the page, HTML.</param>
    public static void Map(IEndpointRouteBuilder app, Func<HttpContext, SignInForm, string> write)
    {
        var signIn = new SignIn(write);
        app.MapGet(AccessSchemes.SignInPath, signIn.Page).ExcludeFromDescription();
        app.MapPost(AccessSchemes.SignInPath, signIn.EnterAsync).ExcludeFromDescription();
        app.MapPost("/sign-out", LeaveAsync).ExcludeFromDescription();
    }

    ContentHttpResult Page(HttpContext context, IAntiforgery forgery, [FromQuery(Name = "return")] string? back)
        => Html(context, forgery, back, SignInProblem.None, StatusCodes.Status200OK);

    async Task<IResult> EnterAsync(
        HttpContext context, IAntiforgery forgery, AccessFile access, FailedSignIns failed, [FromForm] string? token,
        [FromForm] string? name, [FromForm] string? password, [FromForm(Name = "return")] string? back)
    {
        if (failed.IsBlocked(context))
        {
            context.Response.Headers.RetryAfter = $"{FailedSignIns.RetryAfterSeconds}";
            return Html(context, forgery, back, SignInProblem.TooMany, StatusCodes.Status429TooManyRequests);
        }
        var entry = string.IsNullOrWhiteSpace(token)
            ? await ByPasswordAsync(access, failed, context, name, password) : ByToken(access, failed, context, token.Trim());
        if (entry is null)
        {
            return Html(context, forgery, back, SignInProblem.Wrong, StatusCodes.Status401Unauthorized);
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

    ContentHttpResult Html(HttpContext context, IAntiforgery forgery, string? back, SignInProblem problem, int status)
    {
        var tokens = forgery.GetAndStoreTokens(context);
        var form = new SignInForm(AccessSchemes.SignInPath, tokens.FormFieldName, tokens.RequestToken!, back, problem);
        return TypedResults.Text(write(context, form), "text/html; charset=utf-8", statusCode: status);
    }
}
