using System.ComponentModel.DataAnnotations;
using System.Net;

namespace ActivitySync.Access;

/// <summary>Where the service answers over HTTP, and who may ask.</summary>
internal sealed class HttpOptions
{
    /// <summary>Serve the API, health and metrics; false opens no port.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Address listened on: loopback; 0.0.0.0 or :: for the whole network, best behind a proxy with TLS.</summary>
    [Required]
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>TCP port; 0 takes any free one and logs which.</summary>
    [Range(0, 65_535)]
    public int Port { get; init; } = 8480;

    /// <summary>Let everybody on this machine do everything without signing in. On loopback only.</summary>
    public bool Open { get; init; }

    /// <summary>Requests a minute from one caller before they are asked to wait.</summary>
    [Range(10, 1_000_000)]
    public int RequestsPerMinute { get; init; } = 600;

    /// <summary>A reverse proxy that knows who asks.</summary>
    public ForwardAuthOptions ForwardAuth { get; init; } = new();
}

/// <summary>Sign-in done by a reverse proxy, which names the user in a header.</summary>
internal sealed class ForwardAuthOptions
{
    /// <summary>The header, e.g. Remote-User; empty for none. The user needs an entry of that name (token create).</summary>
    [RegularExpression("^[A-Za-z0-9-]{1,64}$")]
    public string Header { get; init; } = "";

    /// <summary>
    /// Addresses or networks of proxies that are believed, with commas, e.g. 127.0.0.1,172.18.0.0/16. Their
    /// X-Forwarded-For, -Proto and -Host are believed, too.
    /// </summary>
    public string TrustedProxies { get; init; } = "";

    /// <summary>Whether a proxy signs people in.</summary>
    public bool IsOn => Header.Length > 0;

    /// <summary>The believed networks; null where one cannot be read.</summary>
    public IReadOnlyList<IPNetwork?> Networks =>
        [.. TrustedProxies.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Network)];

    static IPNetwork? Network(string text) => IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
}
