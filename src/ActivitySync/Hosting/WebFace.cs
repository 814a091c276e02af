using System.Net;
using ActivitySync.Access;
using ActivitySync.Api;
using ActivitySync.Dashboard;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Hosting;

/// <summary>What the service shows over HTTP: one server, what every answer passes through, and the rooms that answer.</summary>
internal static partial class WebFace
{
    // A journal entry has at most a few kilobytes; a home has a few dozen tabs and devices. Our choice.
    const long MaxBodyBytes = 65_536;
    const long MaxConnections = 1_000;

    public static void Add(WebApplicationBuilder builder, ServiceConfig config)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Where samples are posted the room says how much more.
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Listen(Address(config.Http), config.Http.Port);
        });
        builder.Services.AddRoutingCore();
        MetricsExport.Add(builder.Services, config.Metrics);
        AccessSchemes.Add(builder.Services, config.Http, config.Spool.Folder);
        ApiRoom.Add(builder.Services, config.Http);
        DashboardRoom.Add(builder.Services);
    }

    public static void Map(WebApplication app)
    {
        var config = app.Services.GetRequiredService<ServiceConfig>();
        Peer.Use(app, config.Http.ForwardAuth);
        ApiRoom.Use(app);
        Guards.Use(app, config.Http);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.UseAntiforgery();
        app.Use((context, next) => context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false, Error: { } forged }
            ? Task.FromException(forged) : next(context));
        SignIn.Map(app, SignInPage.Html);
        ApiRoom.Map(app, config.Ingest);
        DashboardRoom.Map(app);
        MetricsExport.Map(app);
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("ActivitySync.Hosting.WebFace");
        app.Lifetime.ApplicationStarted.Register(() => LogListening(logger, Url(app)));
    }

    /// <summary>Where a started service answers.</summary>
    public static string Url(WebApplication app)
        => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    static IPAddress Address(HttpOptions options)
        => options.Address == "localhost" ? IPAddress.Loopback : IPAddress.Parse(options.Address);

    [LoggerMessage(LogLevel.Information, "Answering on {Url}")]
    static partial void LogListening(ILogger logger, string url);
}
