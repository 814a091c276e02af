using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActivitySync.Access;

/// <summary>A token in the header: <c>Authorization: Bearer …</c>, or as the password of <c>Basic</c>, for apps that know no other.</summary>
internal sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, AccessFile access,
    FailedSignIns failed) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    const string Bearer = "Bearer ";
    const string Basic = "Basic ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request.Headers.Authorization.ToString()) is { } token && access.ByToken(token) is { } entry)
        {
            return Task.FromResult(AuthenticateResult.Success(
                new AuthenticationTicket(entry.Grant.ToUser(AccessSchemes.Token, entry.Id), AccessSchemes.Token)));
        }
        failed.Note(Context, "token");
        return Task.FromResult(AuthenticateResult.Fail("The token is not known."));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        failed.Refuse(Context);
        return Task.CompletedTask;
    }

    static string? TokenOf(string header)
    {
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[Bearer.Length..].Trim();
        }
        var bytes = new byte[header.Length];
        return header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out var length)
            ? System.Text.Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2)[^1] : null;
    }
}

/// <summary>A trusted proxy names the user.</summary>
internal sealed class ForwardedHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, AccessFile access,
    HttpOptions http, FailedSignIns failed) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (access.ByName(Request.Headers[http.ForwardAuth.Header].ToString()) is { } entry)
        {
            return Task.FromResult(AuthenticateResult.Success(
                new AuthenticationTicket(entry.Grant.ToUser(AccessSchemes.Forwarded, entry.Id), AccessSchemes.Forwarded)));
        }
        failed.Note(Context, "forwarded user");
        return Task.FromResult(AuthenticateResult.Fail("The proxy's user has no entry."));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        failed.Refuse(Context);
        return Task.CompletedTask;
    }
}

/// <summary>Everybody on this machine may do everything (Http:Open).</summary>
internal sealed class OpenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        => Task.FromResult(AuthenticateResult.Success(
            new AuthenticationTicket(Grant.Everything.ToUser(AccessSchemes.Open, "open"), AccessSchemes.Open)));
}
