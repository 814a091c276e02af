using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActivitySync.Dashboard;

/// <summary>
/// Style sheet, scripts and icon, from inside the program: nothing beside it can be missing or of another version. Packed
/// once, when first asked for.
/// </summary>
internal static class WebFiles
{
    const string Folder = "assets/";

    // The address holds the content's hash, so it may be kept as long as anybody likes.
    const string Forever = "public, max-age=31536000, immutable";

    static readonly FrozenDictionary<string, Lazy<Asset>> All = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Folder.Length..], name => new Lazy<Asset>(() => Asset.Read(name)));

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/assets/{name}", Send).ExcludeFromDescription();
        // Where the framework's script expects itself to be.
        app.MapGet("/_framework/blazor.web.js", context => Send(context, "blazor.web.js").ExecuteAsync(context))
            .ExcludeFromDescription();
    }

    /// <summary>The address of an asset.</summary>
    public static string Url(string name) => $"assets/{name}?v={All[name].Value.Hash[..12]}";

    static IResult Send(HttpContext context, string name)
    {
        if (!All.TryGetValue(name, out var known))
        {
            return TypedResults.NotFound();
        }
        var asset = known.Value;
        var isVersioned = context.Request.Query["v"] == asset.Hash[..12];
        context.Response.Headers.CacheControl = isVersioned ? Forever : "public, no-cache";
        context.Response.Headers.Vary = "Accept-Encoding";
        var takesGzip = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (takesGzip)
        {
            context.Response.Headers.ContentEncoding = "gzip";
        }
        return TypedResults.Bytes(takesGzip ? asset.Packed : asset.Content, asset.Type,
            entityTag: new($"\"{asset.Hash[..12]}{(takesGzip ? "-gz" : "")}\""));
    }

    sealed record Asset(byte[] Content, byte[] Packed, string Type, string Hash)
    {
        public static Asset Read(string resource)
        {
            using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
            using var content = new MemoryStream();
            file.CopyTo(content);
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            {
                gzip.Write(content.GetBuffer(), 0, (int)content.Length);
            }
            return new Asset(content.ToArray(), packed.ToArray(), TypeOf(resource),
                Convert.ToHexStringLower(SHA256.HashData(content.ToArray())));
        }

        static string TypeOf(string name) => Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
    }
}
