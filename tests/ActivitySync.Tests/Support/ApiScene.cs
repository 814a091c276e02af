using System.Net.Http.Headers;
using System.Text.Json;
using ActivitySync.Access;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Events;

namespace ActivitySync.Tests.Support;

/// <summary>The whole service in this process, with its embedded broker, two wearers and a port of its own.</summary>
public sealed class ApiScene : IAsyncLifetime
{
    readonly TempFolder _folder = new();
    readonly IReadOnlyList<Wearer> _wearers;
    readonly int _maxAgeDays;
    readonly HttpOptions _http;
    readonly MetricsOptions _metrics;
    WebApplication _service = null!;

    public ApiScene()
        : this(Ana, Ben)
    {
    }

    internal ApiScene(
        Wearer first, Wearer? second = null, int maxAgeDays = 30, HttpOptions? http = null, MetricsOptions? metrics = null)
    {
        (_wearers, _maxAgeDays) = (second is null ? [first] : [first, second], maxAgeDays);
        (_http, _metrics) = (http ?? new HttpOptions { Port = 0 }, metrics ?? new MetricsOptions());
    }

    internal static Wearer Ana { get; } = Some.Wearer("ana");

    internal static Wearer Ben { get; } = Some.Wearer("ben", "America/New_York");

    internal IServiceProvider Services => _service.Services;

    internal string Folder => _folder.Path;

    internal string Url { get; private set; } = "";

    /// <summary>The token the first start wrote.</summary>
    internal string AdminToken => File.ReadAllText(_folder.File(FirstAccess.TokenFile)).Trim();

    public async ValueTask InitializeAsync()
    {
        _service = (WebApplication)ServiceHost.Build(Config());
        await _service.StartAsync();
        Url = WebFace.Url(_service);
    }

    /// <summary>A client that asks with a token, or as nobody.</summary>
    internal HttpClient Client(string? token = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(Url),
        };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        return client;
    }

    internal HttpClient Admin() => Client(AdminToken);

    /// <summary>A new token of a role.</summary>
    internal string Token(string name, AccessRole role, params string[] wearers)
    {
        var (entry, token) = AccessEntry.WithToken(name, role, wearers, TimeProvider.System.GetUtcNow());
        Services.GetRequiredService<AccessFile>().Change(entries => [.. entries, entry]);
        return token;
    }

    ServiceConfig Config() => new()
    {
        Mqtt = new MqttOptions { Port = LoopbackPort.Free() },
        Ingest = new IngestOptions { MaxAgeDays = _maxAgeDays },
        Spool = new SpoolOptions { Folder = _folder.Path },
        Storage = new StorageOptions { Folder = _folder.Path },
        Jobs = new JobOptions { ScoreDaysEverySeconds = 1, ProgressEverySeconds = 1 },
        Http = _http,
        Metrics = _metrics,
        Logging = new LoggingOptions { Level = LogEventLevel.Fatal },
        Household = new Household(_wearers),
    };

    internal static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
        => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync();
        await _service.DisposeAsync();
        _folder.Dispose();
    }
}
