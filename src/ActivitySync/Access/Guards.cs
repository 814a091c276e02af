using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActivitySync.Access;

/// <summary>What every request passes before anybody looks at it, and what every answer says to browsers.</summary>
internal static class Guards
{
    // Nothing is fetched from anywhere but here. Styles set by scripts of charts need 'unsafe-inline'.
    const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    static readonly string[] ThisMachine = ["localhost", "127.0.0.1", "[::1]"];

    public static void Use(IApplicationBuilder app, HttpOptions options) => app.Use((context, next) =>
    {
        AddHeaders(context.Response.Headers);
        // A page of somebody else's whose name was pointed at this machine must not act as the person at it.
        if (options.Open && !ThisMachine.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return Task.CompletedTask;
        }
        if (IsForeignWrite(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }
        return next(context);
    });

    static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers.CacheControl = "private, no-cache";
    }

    // A browser sends the cookie along whoever asks, and Basic too once it knows the name; a Bearer it never does. So what is
    // written without one must come from a page of ours.
    static bool IsForeignWrite(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
            || request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        return site is not ("" or "same-origin" or "none")
            || (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)));
    }
}
