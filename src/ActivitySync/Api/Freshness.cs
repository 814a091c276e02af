using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActivitySync.Api;

/// <summary>
/// Answers of the API carry an ETag of what they hold; who has that already is told so (RFC 9110 section 13.1.2) and saves
/// the bytes.
/// </summary>
internal static class Freshness
{
    public static void Use(IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (!HttpMethods.IsGet(context.Request.Method) || IsStream(context.Request.Path))
        {
            await next(context);
            return;
        }
        var answer = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = answer;
        }
        if (context.Response.StatusCode == StatusCodes.Status200OK)
        {
            // Weak, because packed or not it is the same answer.
            var tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(held.GetBuffer().AsSpan(0, (int)held.Length)).AsSpan(0, 8))}\"";
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch.Any(known => known is not null && (known == "*" || known.Contains(tag[2..], StringComparison.Ordinal))))
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                context.Response.ContentType = null;
                context.Response.ContentLength = null;
                return;
            }
        }
        held.Position = 0;
        await held.CopyToAsync(answer, context.RequestAborted);
    });

    // As the router reads it: in any case, with a slash more or less.
    static bool IsStream(PathString path) => path.Value!.TrimEnd('/').EndsWith("/events", StringComparison.OrdinalIgnoreCase);
}
