using ActivitySync.Core.Targets;
using ActivitySync.Hosting;
using Microsoft.Extensions.Configuration;

namespace ActivitySync.Verbs;

/// <summary>Prints every setting with its value and where it came from; secrets as ***.</summary>
internal static class CheckConfigVerb
{
    public static void Print(ServiceConfig config, IConfigurationRoot sources, string folder, TextWriter output)
    {
        foreach (var (name, shown) in ShownSettings.Of(config))
        {
            output.WriteLine($"{name,-36} {shown,-28} {Source(sources, name)}");
        }
        output.WriteLine();
        foreach (var wearer in config.Household.Wearers)
        {
            output.WriteLine($"wearer {wearer.Id} in {wearer.Zones.Stays[^1].Zone.Id}, " +
                $"target {wearer.Target.Strategy ?? TargetOptions.Default.Strategy}" +
                (wearer.DevicePriority.Count > 0 ? $", devices {string.Join(" before ", wearer.DevicePriority)}" : ""));
        }
        output.WriteLine();
        output.WriteLine($"The configuration in {Path.GetFullPath(folder)} is good.");
    }

    static string Source(IConfigurationRoot sources, string name)
    {
        foreach (var provider in sources.Providers.Reverse())
        {
            if (provider.TryGet(name, out _))
            {
                return provider switch
                {
                    Microsoft.Extensions.Configuration.Json.JsonConfigurationProvider => "activitysync.json",
                    Microsoft.Extensions.Configuration.KeyPerFile.KeyPerFileConfigurationProvider => "secrets folder",
                    _ => "environment or command line",
                };
            }
        }
        return "default";
    }
}
