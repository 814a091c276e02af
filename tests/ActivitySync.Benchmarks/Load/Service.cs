using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActivitySync.Benchmarks.Load;

/// <summary>The published service as a child process, with a configuration and data folder of its own.</summary>
internal sealed partial class Service : IAsyncDisposable
{
    // What strace counts is every call that waits for the disk.
    static readonly string[] CountingDiskWaits =
        ["-f", "--seccomp-bpf", "-c", "-e", "trace=fsync,fdatasync", "-o"];

    static readonly Uri Nowhere = new("http://127.0.0.1:9");

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-service-");
    readonly ServiceSettings _settings;
    ChildProgram? _program;
    HttpClient? _http;

    Service(ServiceSettings settings)
    {
        _settings = settings;
        var zone = settings.Zone;
        File.WriteAllText(PathOf("wearers.json"), JsonSerializer.Serialize(
            new { wearers = Enumerable.Range(0, settings.Wearers).Select(number => new { id = Messages.Wearer(number), zone }) }));
        File.WriteAllText(PathOf("activitysync.json"),
            $$"""
            {
              "Mqtt": { "Embedded": {{(settings.IsBroker ? "true" : "false")}}, "Port": {{settings.BrokerPort}}, "ClientId": "load" },
              "Ingest": { "MaxAgeDays": 0 },
              "Spool": { "Folder": "{{Data}}", "MaxMegabytes": 4096 },
              "Storage": { "Kind": "{{(settings.InfluxUrl is null ? "Sqlite" : "Influx")}}", "Folder": "{{Data}}",
                "Influx": { "Url": "{{settings.InfluxUrl ?? Nowhere}}", "Database": "load", "Gzip": false } },
              "Http": { "Port": 0, "RequestsPerMinute": 100000 }
            }
            """);
    }

    /// <summary>The built program that is measured; the script tests/load publishes it.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("LOAD_SERVICE")
        ?? Path.Combine(AppContext.BaseDirectory, "activitysync.dll");

    /// <summary>From the start of the process until it takes messages, seconds.</summary>
    public double ReadySeconds { get; private set; }

    public string Data => PathOf("data");

    public string Log => _program!.Said;

    public int Id { get; private set; }

    /// <summary>Where its broker listens, its own or the one it is told.</summary>
    public int Port => _settings.BrokerPort;

    public Cost Cost => Cost.Of(Id);

    /// <summary>Starts one and returns when it takes messages.</summary>
    public static async Task<Service> StartAsync(ServiceSettings settings)
    {
        var service = new Service(settings);
        await service.RestartAsync();
        return service;
    }

    /// <summary>Starts it, anew when it ran, on the same data.</summary>
    public async Task RestartAsync()
    {
        // More is for the first start only.
        string[] run = [Program, "run", "--config", _folder.FullName, .. _program is null ? _settings.More : []];
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }
        _program = _settings.CountsDiskWaits
            ? new ChildProgram("strace", [.. CountingDiskWaits, PathOf("strace"), "dotnet", .. run])
            : new ChildProgram("dotnet", run);
        ReadySeconds = await _program.SaysAsync("as load, session");
        Id = _settings.CountsDiskWaits ? ChildOf(_program.Id) : _program.Id;
        await _program.SaysAsync("Answering on http");
        _http?.Dispose();
        _http = new HttpClient { BaseAddress = new Uri(Address().Match(_program.Said).Groups[1].Value) };
        _http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(PathOf("data/administrator.token"))).Trim());
    }

    /// <summary>One of its own metrics; the sum when it has several rows.</summary>
    public async Task<double> MetricAsync(string name)
        => MetricRow(name).Matches(await _http!.GetStringAsync("/metrics"))
            .Sum(row => double.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture));

    /// <summary>Bytes it has allocated since its start.</summary>
    public Task<double> AllocatedAsync() => MetricAsync("dotnet_gc_heap_total_allocated_bytes_total");

    /// <summary>Stops it in order; how often it waited for the disk, where that was counted.</summary>
    public async Task<long> StopAsync()
    {
        using var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{Id}"]);
        await _program!.EndAsync(TimeSpan.FromSeconds(30));
        return _settings.CountsDiskWaits
            ? File.ReadLines(PathOf("strace")).Where(line => line.EndsWith("sync", StringComparison.Ordinal))
                .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture))
            : 0;
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }
        _folder.Delete(recursive: true);
    }

    string PathOf(string name) => Path.Combine(_folder.FullName, name);

    // Prometheus text: name, perhaps labels, value, time.
    static Regex MetricRow(string name) => new($@"^{name}(?:\{{.*\}})? (\S+)", RegexOptions.Multiline);

    static int ChildOf(int process) => int.Parse(
        File.ReadAllText($"/proc/{process}/task/{process}/children").Trim().Split(' ')[0], CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Answering on (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Address();
}

/// <summary>How a service under load is set up; everything else stands at its default.</summary>
internal sealed record ServiceSettings(int BrokerPort)
{
    /// <summary>It runs the broker itself, on that port.</summary>
    public bool IsBroker { get; init; }

    /// <summary>Where its InfluxDB is; null for SQLite.</summary>
    public Uri? InfluxUrl { get; init; }

    /// <summary>How many wearers.</summary>
    public int Wearers { get; init; } = 500;

    /// <summary>Their time zone.</summary>
    public string Zone { get; init; } = "Etc/UTC";

    /// <summary>More arguments for its first start.</summary>
    public string[] More { get; init; } = [];

    /// <summary>Run under strace, which counts fsync and fdatasync.</summary>
    public bool CountsDiskWaits { get; init; }
}
