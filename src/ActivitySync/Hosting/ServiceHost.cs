using ActivitySync.Core.Decoding;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using ActivitySync.Notify;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;
using ActivitySync.Storage.Influx;
using ActivitySync.Storage.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;
using Serilog;

namespace ActivitySync.Hosting;

/// <summary>Puts the rooms together. The order of registration is the order in which they start.</summary>
internal static class ServiceHost
{
    // Whether one is due is for the job to say.
    const int LookForBackupEverySeconds = 20;

    /// <param name="config">All settings.</param>
    /// <param name="time">The clock; the system's when not given.</param>
    /// <param name="isScheduled">Whether Quartz wakes the jobs; false where somebody else does.</param>
    public static IHost Build(ServiceConfig config, TimeProvider? time = null, bool isScheduled = true)
    {
        if (!config.Http.Enabled)
        {
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            Add(builder, config, time, isScheduled);
            return builder.Build();
        }
        var web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        Add(web, config, time, isScheduled);
        WebFace.Add(web, config);
        var app = web.Build();
        WebFace.Map(app);
        return app;
    }

    static void Add(IHostApplicationBuilder builder, ServiceConfig config, TimeProvider? time, bool isScheduled)
    {
        builder.Logging.AddSerilog(Logs.Create(config.Logging), dispose: true);
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(15);
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost;
        });
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        AddRoad(builder.Services, config);
        AddJobs(builder.Services, config, isScheduled);
    }

    /// <summary>The store the configuration names, for the service or for a verb beside it.</summary>
    public static IStore Store(StorageOptions options, ILoggerFactory loggers, TimeProvider time, bool isService = false)
        => options.Kind == StoreKind.Influx
            ? new InfluxStore(options.Influx, null, loggers.CreateLogger<InfluxStore>(), time)
            : new SqliteStore(
                new SqliteStoreOptions { Folder = options.Folder, IsService = isService }, loggers.CreateLogger<SqliteStore>(), time);

    /// <summary>What decoders may assume.</summary>
    public static DecodingRules DecodingRules(ServiceConfig config) => new()
    {
        TopicPrefix = config.Mqtt.TopicPrefix,
        Wearers = config.Household.ById,
        UnknownDevices = config.Ingest.UnknownDevices,
        UnknownWearersCountFor = config.Ingest.UnknownWearers == UnknownPolicy.Allow
            ? config.Household.ById.GetValueOrDefault(config.Ingest.UnknownWearersCountFor) ?? config.Household.Wearers[0] : null,
        MaxAgeDays = config.Ingest.MaxAgeDays,
        MaxAheadMinutes = config.Ingest.MaxAheadMinutes,
        MaxPayloadBytes = config.Ingest.MaxPayloadKilobytes * 1_024,
        MaxRows = config.Ingest.MaxRowsPerMessage,
    };

    static void AddRoad(IServiceCollection services, ServiceConfig config)
    {
        services.AddSingleton(config);
        services.AddSingleton(config.Mqtt);
        services.AddSingleton(config.Spool);
        services.AddSingleton(config.Storage);
        services.AddSingleton(config.Jobs);
        services.AddSingleton(config.Publish);
        services.AddSingleton(config.HomeAssistant);
        services.AddSingleton(config.Nudges);
        services.AddSingleton(config.Notify);
        services.AddSingleton(config.Templates);
        services.AddSingleton(config.Household);
        services.AddSingleton<MessageSpool>();
        services.AddSingleton(provider => Store(
            config.Storage, provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<TimeProvider>(),
            isService: true));
        services.AddSingleton(DecodingRules(config));
        services.AddSingleton<IMessageDecoder>(new SourceRouter(DecodingRules(config), config.AllSources));
        services.AddSingleton(provider => new DirectIntake(
            provider.GetRequiredService<MessageSpool>(), DecodingRules(config),
            new SourceRouter(DecodingRules(config), config.AllSources), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(config.Sources);
        services.AddSingleton(new DayRules(new MovementOptions(), new ScoringOptions()));
        services.AddSingleton<PublicationWriter>();
        services.AddSingleton<DayScorer>();
        services.AddSingleton<ProgressReporter>();
        services.AddSingleton<Nudger>();
        services.AddSingleton<DeviceWatch>();
        services.AddSingleton<Pruner>();
        services.AddSingleton<BackupKeeper>();
        services.AddSingleton<JobGuard>();
        services.AddSingleton<HomeAssistant>();
        services.AddSingleton<Channels>();
        if (config.Mqtt.Embedded)
        {
            services.AddHostedService<EmbeddedBroker>();
        }
        AddLoop<StorePreparation>(services);
        AddLoop<Drain>(services);
        AddLoop<HealthFile>(services);
        AddLoop<Subscriber>(services);
        services.AddSingleton<HealthView>();
        if (ServiceManager.SocketPath is not null)
        {
            AddLoop<ServiceManager>(services);
        }
        if (config.Publish.Enabled)
        {
            AddLoop<Publisher>(services);
            AddLoop<BridgeHealth>(services);
        }
        AddLoop<Notifier>(services);
    }

    static void AddLoop<T>(IServiceCollection services)
        where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }

    static void AddJobs(IServiceCollection services, ServiceConfig config, bool isScheduled)
    {
        var options = config.Jobs;
        var asks = config.Publish.Enabled && StepRequester.IsWanted(config.Sources);
        services.AddTransient<ScoreDaysJob>();
        services.AddTransient<ProgressJob>();
        if (asks)
        {
            services.AddSingleton(provider => new StepRequester(config.Sources, config.Household,
                provider.GetRequiredService<Publisher>().SendAsync, provider.GetRequiredService<ILogger<StepRequester>>(),
                provider.GetRequiredService<TimeProvider>()));
            services.AddTransient<ReportStepsJob>();
        }
        services.AddTransient<NudgesJob>();
        services.AddTransient<StaleDevicesJob>();
        services.AddTransient<PruneJob>();
        services.AddTransient<BackupJob>();
        if (!isScheduled)
        {
            return;
        }
        services.AddQuartz(quartz =>
        {
            AddJob<ScoreDaysJob>(quartz, "score-days", options.ScoreDaysEverySeconds);
            AddJob<ProgressJob>(quartz, "progress", options.ProgressEverySeconds);
            if (asks)
            {
                AddJob<ReportStepsJob>(quartz, "report-steps", StepRequester.EverySeconds);
            }
            AddJob<NudgesJob>(quartz, "nudges", options.NudgesEverySeconds);
            AddJob<StaleDevicesJob>(quartz, "stale-devices", options.StaleDevicesEverySeconds);
            AddJob<PruneJob>(quartz, "prune", PruneJob.EverySeconds);
            AddJob<BackupJob>(quartz, "backup", LookForBackupEverySeconds);
        });
        services.AddQuartzHostedService(host => host.WaitForJobsToComplete = true);
    }

    static void AddJob<T>(IQuartzBuilder quartz, string name, int everySeconds)
        where T : class, IJob
        => quartz.ScheduleJob<T>(
            trigger => trigger.WithIdentity(name).StartNow()
                .WithSimpleSchedule(TimeSpan.FromSeconds(everySeconds), null),
            job => job.WithIdentity(name));
}
