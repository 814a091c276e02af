using ActivitySync.Access;
using ActivitySync.Core.Decoding;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using ActivitySync.Notify;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.Extensions.Configuration;

namespace ActivitySync.Hosting;

/// <summary>Reads and checks everything there is to configure, and reports all problems at once.</summary>
internal static class ConfigReader
{
    /// <summary>The sections of activitysync.json and the class that owns each.</summary>
    public static IReadOnlyDictionary<string, Type> Sections { get; } = new Dictionary<string, Type>
    {
        ["Mqtt"] = typeof(MqttOptions),
        ["Ingest"] = typeof(IngestOptions),
        ["Spool"] = typeof(SpoolOptions),
        ["Storage"] = typeof(StorageOptions),
        ["Jobs"] = typeof(JobOptions),
        ["Publish"] = typeof(PublishOptions),
        ["HomeAssistant"] = typeof(HomeAssistantOptions),
        ["Nudges"] = typeof(NudgesOptions),
        ["Notify"] = typeof(NotifyOptions),
        ["Http"] = typeof(HttpOptions),
        ["Metrics"] = typeof(MetricsOptions),
        ["Logging"] = typeof(LoggingOptions),
    };

    /// <summary>Reads a configuration folder with everything that overrides it.</summary>
    /// <exception cref="ConfigProblemException">Anything is wrong in any file; holds all of it.</exception>
    public static (ServiceConfig Config, IConfigurationRoot Sources) ReadFolder(
        string folder, IReadOnlyDictionary<string, string?> commandLine)
    {
        try
        {
            var sources = ConfigFiles.Load(folder, commandLine);
            return (Read(folder, sources) with { Folder = Path.GetFullPath(folder) }, sources);
        }
        catch (ConfigFileException unreadable)
        {
            // The other files are judged all the same, so that one attempt shows everything.
            var problems = new List<string> { unreadable.Message };
            WearersFile.Read(Path.Combine(folder, "wearers.json"), problems);
            throw new ConfigProblemException(problems);
        }
    }

    /// <exception cref="ConfigProblemException">Anything is wrong; holds all of it.</exception>
    public static ServiceConfig Read(string folder, IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        reader.CheckSections([.. Sections.Keys]);
        var problems = new List<string>();
        var config = new ServiceConfig
        {
            Mqtt = reader.Read<MqttOptions>("Mqtt"),
            Ingest = reader.Read<IngestOptions>("Ingest"),
            Spool = reader.Read<SpoolOptions>("Spool"),
            Storage = reader.Read<StorageOptions>("Storage"),
            Jobs = reader.Read<JobOptions>("Jobs"),
            Publish = reader.Read<PublishOptions>("Publish"),
            HomeAssistant = reader.Read<HomeAssistantOptions>("HomeAssistant"),
            Nudges = reader.Read<NudgesOptions>("Nudges"),
            Notify = reader.Read<NotifyOptions>("Notify"),
            Http = reader.Read<HttpOptions>("Http"),
            Metrics = reader.Read<MetricsOptions>("Metrics"),
            Logging = reader.Read<LoggingOptions>("Logging"),
            Household = WearersFile.Read(Path.Combine(folder, "wearers.json"), problems),
        };
        config = config with
        {
            Sources = SourcesFile.Read(
                Path.Combine(folder, config.Ingest.SourcesFile), config.Household, config.Mqtt.TopicPrefix, problems),
        };
        config = config with
        {
            Templates = NotificationTemplates.Read(Path.Combine(folder, config.Notify.TemplatesFile), problems),
        };
        problems.InsertRange(0, reader.Problems);
        AddAcrossSettings(config, problems);
        problems.AddRange(config.Notify.Problems());
        return problems.Count == 0 ? config : throw new ConfigProblemException(problems);
    }

    // Rules that no single setting can know.
    static void AddAcrossSettings(ServiceConfig config, List<string> problems)
    {
        if (config.Mqtt is { Embedded: true, Tls: true })
        {
            problems.Add("Mqtt:Tls is set, but the embedded broker listens without it. Set Mqtt:Embedded to false.");
        }
        if (config.Mqtt.Embedded && !IsLoopback(config.Mqtt.Host))
        {
            problems.Add(
                $"Mqtt:Host is {config.Mqtt.Host}, but the embedded broker knows no passwords yet and listens on loopback " +
                "only. Use 127.0.0.1, or run a broker of your own and set Mqtt:Embedded to false.");
        }
        if (config.Mqtt.ClientCertificateFile.Length > 0 != config.Mqtt.ClientKeyFile.Length > 0)
        {
            problems.Add("Mqtt:ClientCertificateFile and Mqtt:ClientKeyFile belong together: set both or none.");
        }
        foreach (var (name, path) in new[]
        {
            ("Mqtt:CaFile", config.Mqtt.CaFile), ("Mqtt:ClientCertificateFile", config.Mqtt.ClientCertificateFile),
            ("Mqtt:ClientKeyFile", config.Mqtt.ClientKeyFile),
        })
        {
            if (path.Length > 0 && !File.Exists(path))
            {
                problems.Add($"{name} names {path}, but there is no such file.");
            }
        }
        if (config.Storage.Retention.RawDays is > 0 and var kept
            && (config.Ingest.MaxAgeDays == 0 || kept < config.Ingest.MaxAgeDays + 3))
        {
            problems.Add(
                $"Storage:Retention:RawDays is {kept}, but late samples are taken for Ingest:MaxAgeDays = " +
                $"{config.Ingest.MaxAgeDays} days (0: for ever) and need the days around them. Keep at least three days more.");
        }
        if (config.Storage is { Kind: StoreKind.Influx, Influx.RetentionDays: > 0 and var served }
            && (config.Ingest.MaxAgeDays == 0 || served < config.Ingest.MaxAgeDays + 3))
        {
            problems.Add(
                $"Storage:Influx:RetentionDays is {served}, but late samples are taken for Ingest:MaxAgeDays = " +
                $"{config.Ingest.MaxAgeDays} days (0: for ever) and need the days around them. Keep at least three days more.");
        }
        AddAboutStrangers(config, problems);
        AddAcrossSources(config, problems);
        AddAcrossHttp(config.Http, problems);
        if (config.Metrics.OtlpUrl.Length > 0
            && !(Uri.TryCreate(config.Metrics.OtlpUrl, UriKind.Absolute, out var otlp) && otlp.Scheme is "http" or "https"))
        {
            problems.Add($"Metrics:OtlpUrl is \"{config.Metrics.OtlpUrl}\" but must be like http://127.0.0.1:4318/v1/metrics.");
        }
        if (config.Storage.Kind == StoreKind.Influx
            && !(Uri.TryCreate(config.Storage.Influx.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            problems.Add($"Storage:Influx:Url is \"{config.Storage.Influx.Url}\" but must be like http://127.0.0.1:8086.");
        }
    }

    static void AddAboutStrangers(ServiceConfig config, List<string> problems)
    {
        var (ingest, known) = (config.Ingest, string.Join(", ", config.Household.Wearers.Select(wearer => wearer.Id)));
        if (ingest.UnknownWearersCountFor.Length > 0 && !config.Household.ById.ContainsKey(ingest.UnknownWearersCountFor))
        {
            problems.Add($"Ingest:UnknownWearersCountFor is \"{ingest.UnknownWearersCountFor}\" but must be one of wearers.json: {known}.");
        }
        if (ingest is { UnknownWearers: UnknownPolicy.Allow, UnknownWearersCountFor: "" } && config.Household.Wearers.Count > 1)
        {
            problems.Add($"Ingest:UnknownWearers is Allow, but not for whom they count. Set Ingest:UnknownWearersCountFor to one of {known}.");
        }
    }

    static void AddAcrossSources(ServiceConfig config, List<string> problems)
    {
        foreach (var source in config.Sources)
        {
            if (source.MaxPayloadKilobytes > config.Mqtt.MaximumPacketKilobytes)
            {
                problems.Add($"sources.json, source {source.Name}: maxPayloadKilobytes is {source.MaxPayloadKilobytes}, but " +
                    $"the broker is told to send at most Mqtt:MaximumPacketKilobytes = {config.Mqtt.MaximumPacketKilobytes}. Raise that, too.");
            }
            if (source.ReportStepsEveryMinutes is not null && !config.Publish.Enabled)
            {
                problems.Add($"sources.json, source {source.Name}: reportSteps publishes commands, but Publish:Enabled is false.");
            }
        }
    }

    // Everything that is not this machine alone is behind access control.
    static void AddAcrossHttp(HttpOptions http, List<string> problems)
    {
        if (!http.Enabled)
        {
            return;
        }
        if (http.Address != "localhost" && !System.Net.IPAddress.TryParse(http.Address, out _))
        {
            problems.Add($"Http:Address is \"{http.Address}\" but must be an address of this machine, e.g. 127.0.0.1, or 0.0.0.0 for all.");
        }
        else if (http.Open && !IsLoopback(http.Address))
        {
            problems.Add($"Http:Open lets everybody in, and Http:Address {http.Address} is not this machine alone. Set Http:Open to " +
                "false and sign in with a token, or listen on 127.0.0.1.");
        }
        if (http.ForwardAuth.Networks.Any(network => network is null))
        {
            problems.Add($"Http:ForwardAuth:TrustedProxies is \"{http.ForwardAuth.TrustedProxies}\" but must list addresses or " +
                "networks with commas, e.g. 127.0.0.1,172.18.0.0/16.");
        }
        else if (http.ForwardAuth is { IsOn: true, Networks.Count: 0 })
        {
            problems.Add("Http:ForwardAuth:Header is set, but no proxy is trusted: anybody could send that header. " +
                "List the proxy's address in Http:ForwardAuth:TrustedProxies.");
        }
    }

    static bool IsLoopback(string host)
        => host == "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));
}
