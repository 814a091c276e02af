using System.CommandLine;
using ActivitySync.Access;
using ActivitySync.Hosting;
using ActivitySync.Mqtt;
using ActivitySync.Spool;
using ActivitySync.Storage;
using ActivitySync.Storage.Transfer;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;

namespace ActivitySync.Verbs;

/// <summary>The verbs, their options and what an error means for the exit code.</summary>
internal static class CommandLine
{
    /// <summary>sysexits.h EX_CONFIG: systemd is told not to restart on it.</summary>
    public const int ExitConfig = 78;

    /// <summary>A verb cannot do what was asked.</summary>
    public const int ExitUsage = 2;

    /// <summary>sysexits.h EX_TEMPFAIL: spool or store could not be used.</summary>
    public const int ExitUnavailable = 75;

    // Longer than the host's own limit for stopping, so that it ends by itself.
    static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(20);

    static readonly Option<string?> ConfigFolder = new("--config")
    {
        Description = "Folder with activitysync.json and wearers.json (default: $ACTIVITYSYNC_CONFIG, else ./config)",
        Recursive = true,
    };

    static readonly Option<string[]> Set = new("--set")
    {
        Description = "Override one setting, e.g. --set Mqtt:Port=1884; may be repeated",
        Recursive = true,
        DefaultValueFactory = _ => [],
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            "ActivitySync turns the steps and heart rates your devices publish over MQTT into a gradual daily target and a " +
            "score you can check. Without a verb it runs the service.");
        root.Options.Add(ConfigFolder);
        root.Options.Add(Set);
        root.SetAction((parsed, stop) => RunVerb.RunAsync(Config(parsed).Config, stop));
        root.Subcommands.Add(ServiceVerbs.Run());
        root.Subcommands.Add(ServiceVerbs.Demo());
        root.Subcommands.Add(ServiceVerbs.CheckConfig());
        root.Subcommands.Add(ServiceVerbs.Healthcheck());
        root.Subcommands.Add(DataVerbs.Days());
        root.Subcommands.Add(DataVerbs.Rescore());
        root.Subcommands.Add(RebuildVerb.Command());
        root.Subcommands.Add(DataVerbs.Explain());
        root.Subcommands.Add(DataVerbs.Simulate());
        root.Subcommands.Add(DataVerbs.Audit());
        root.Subcommands.Add(DataVerbs.Replay());
        root.Subcommands.Add(MessageVerbs.TryPayload());
        root.Subcommands.Add(MessageVerbs.Quarantine());
        root.Subcommands.Add(TransferVerbs.Backup());
        root.Subcommands.Add(TransferVerbs.Restore());
        root.Subcommands.Add(TransferVerbs.Export());
        root.Subcommands.Add(TransferVerbs.Import());
        root.Subcommands.Add(TransferVerbs.Migrate());
        root.Subcommands.Add(TransferVerbs.Wearer());
        root.Subcommands.Add(JournalVerbs.Journal());
        root.Subcommands.Add(NotifyVerb.Notify());
        root.Subcommands.Add(TokenVerb.Token());
        root.Subcommands.Add(SelfTestVerb.SelfTest());
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = StopWithin,
            });
        }
        catch (ConfigProblemException problem)
        {
            await Console.Error.WriteLineAsync("The configuration cannot be used:");
            foreach (var sentence in problem.Problems)
            {
                await Console.Error.WriteLineAsync($"  - {sentence}");
            }
            await Console.Error.WriteLineAsync("Nothing was started. Correct the above and try again.");
            return ExitConfig;
        }
        catch (Exception problem) when (problem is VerbProblemException or TransferRefusedException or StoreRefusedException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return ExitUsage;
        }
        catch (Exception problem) when (problem is StoreUnavailableException or SpoolUnavailableException or SpoolDamagedException or MqttException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return ExitUnavailable;
        }
        catch (AccessUnavailableException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return ExitConfig;
        }
        catch (IOException problem) when (problem.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync(
                $"{problem.Message} Another program answers there; set Http:Port to another, or Http:Enabled to false. Nothing was started.");
            return ExitUnavailable;
        }
        catch (OperationCanceledException)
        {
            return 130; // as a shell reports an interrupt
        }
    }

    /// <summary>The configuration the options name.</summary>
    /// <exception cref="ConfigProblemException">It cannot be used.</exception>
    public static (ServiceConfig Config, IConfigurationRoot Sources, string Folder) Config(ParseResult parsed)
    {
        var folder = ConfigFiles.Folder(parsed.GetValue(ConfigFolder));
        var overrides = new Dictionary<string, string?>();
        foreach (var setting in parsed.GetValue(Set) ?? [])
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new VerbProblemException($"--set {setting} must be of the form Section:Key=value.");
            }
            overrides[setting[..equals]] = setting[(equals + 1)..];
        }
        var (config, sources) = ConfigReader.ReadFolder(folder, overrides);
        return (config, sources, folder);
    }
}
