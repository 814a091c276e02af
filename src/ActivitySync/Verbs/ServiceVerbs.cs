using System.CommandLine;
using ActivitySync.Demo;

namespace ActivitySync.Verbs;

/// <summary>Verbs about the service as a whole.</summary>
internal static class ServiceVerbs
{
    public static Command Run()
    {
        var verb = new Command("run", "Run the service until it is stopped (the default).\nExample: activitysync run --config /etc/activitysync");
        verb.SetAction((parsed, stop) => RunVerb.RunAsync(CommandLine.Config(parsed).Config, stop));
        return verb;
    }

    public static Command Demo()
    {
        var seed = new Option<int>("--seed") { Description = "Same seed, same days", DefaultValueFactory = _ => 1 };
        var data = new Option<string?>("--data") { Description = "Folder for the demo's data (default: a new temporary one)" };
        var seconds = new Option<int?>("--seconds") { Description = "End by itself after so many seconds of live data" };
        var verb = new Command("demo",
            "Show everything with three invented wearers: broker, store and service in one process, nothing to install.\n" +
            "Example: activitysync demo --seed 7")
        {
            seed, data, seconds,
        };
        verb.SetAction((parsed, stop) => DemoRun.RunAsync(
            new DemoRequest(parsed.GetValue(seed), parsed.GetValue(data), parsed.GetValue(seconds)), stop));
        return verb;
    }

    public static Command CheckConfig()
    {
        var verb = new Command("check-config",
            "Check all settings and print each with its value and where it came from.\nExample: activitysync check-config --config ./config");
        verb.SetAction(parsed =>
        {
            var (config, sources, folder) = CommandLine.Config(parsed);
            CheckConfigVerb.Print(config, sources, folder, Console.Out);
        });
        return verb;
    }

    public static Command Healthcheck()
    {
        var verb = new Command("healthcheck",
            "Say whether the service on this data folder is alive; exit code 0 or 1.\nExample: activitysync healthcheck");
        verb.SetAction(parsed => HealthcheckVerb.Run(CommandLine.Config(parsed).Config, TimeProvider.System, Console.Out));
        return verb;
    }
}
