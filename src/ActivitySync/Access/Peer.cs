using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;

namespace ActivitySync.Access;

/// <summary>Who is at the other end of the connection: the one thing that no header can pretend.</summary>
internal static class Peer
{
    static readonly object Trusted = new();

    /// <summary>Whether the connection comes from a trusted proxy.</summary>
    public static bool IsTrusted(HttpContext context) => context.Items.ContainsKey(Trusted);

    /// <summary>Notes trusted proxies, and believes what they say about who is behind them.</summary>
    public static void Use(IApplicationBuilder app, ForwardAuthOptions options)
    {
        var networks = options.Networks.OfType<System.Net.IPNetwork>().ToList();
        if (networks.Count == 0)
        {
            return;
        }
        app.Use((context, next) =>
        {
            if (context.Connection.RemoteIpAddress is { } address
                && networks.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)))
            {
                context.Items[Trusted] = true;
            }
            return next(context);
        });
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null, // back through every proxy that is trusted, and not one further
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        networks.ForEach(forwarded.KnownIPNetworks.Add);
        app.UseForwardedHeaders(forwarded);
    }
}
