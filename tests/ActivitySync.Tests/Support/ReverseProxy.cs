using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ActivitySync.Tests.Support;

/// <summary>
/// A small reverse proxy that signs people in: passes GET requests on from an address of its own, names the user in a header
/// and takes away what a visitor wrote there.
/// </summary>
internal sealed class ReverseProxy : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly HttpClient _client;

    ReverseProxy(WebApplication app, HttpClient client) => (_app, _client) = (app, client);

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Starts one on a free port.</summary>
    /// <param name="to">Whom it passes requests on to.</param>
    /// <param name="address">Loopback address its connections come from.</param>
    /// <param name="header">In which it names the user.</param>
    /// <param name="userOf">Who a visitor is.</param>
    public static async Task<ReverseProxy> StartAsync(Uri to, IPAddress address, string header, Func<HttpContext, string> userOf)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var proxy = new ReverseProxy(app, new HttpClient(From(address)) { BaseAddress = to });
        app.Run(context => proxy.PassAsync(context, header, userOf(context)));
        await app.StartAsync();
        return proxy;
    }

    /// <summary>Connections that come from a loopback address.</summary>
    public static SocketsHttpHandler From(IPAddress address) => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (context, stop) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(address, 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, stop);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    async Task PassAsync(HttpContext context, string header, string user)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, context.Request.Path + context.Request.QueryString);
        foreach (var (name, value) in context.Request.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
        }
        request.Headers.Remove(header);
        request.Headers.Add(header, user);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", $"{context.Connection.RemoteIpAddress}");
        using var answer = await _client.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }
}
