using System.Net;
using ActivitySync.Access;
using ActivitySync.Api;
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
    public static void Add(WebApplicationBuilder builder, ServiceConfig config)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(Address(config.Http), config.Http.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton<HealthView>();
        AccessSchemes.Add(builder.Services, config.Http, config.Spool.Folder);
        ApiRoom.Add(builder.Services);
    }

    public static void Map(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        ApiRoom.Map(app);
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
