using ActivitySync.Demo;
using ActivitySync.Hosting;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Verbs;

/// <summary>What the demo leaves in its folder is a configuration that verbs take.</summary>
public sealed class DemoFolderTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Fact]
    public void The_demos_settings_and_wearers_come_back_from_its_folder()
    {
        var demo = DemoRun.Config(_folder.Path);

        DemoFolder.Write(_folder.Path, demo);
        var (read, _) = ConfigReader.ReadFolder(_folder.Path, new Dictionary<string, string?>());

        Assert.Equal((demo.Mqtt.Port, demo.Spool.Folder, demo.Storage.Folder), (read.Mqtt.Port, read.Spool.Folder, read.Storage.Folder));
        Assert.Equal((demo.Ingest.MaxAgeDays, demo.Ingest.UnknownDevices), (read.Ingest.MaxAgeDays, read.Ingest.UnknownDevices));
        Assert.Equal(demo.Jobs.GraceMinutes, read.Jobs.GraceMinutes);
        Assert.Equal(
            demo.Household.Wearers.Select(wearer => (wearer.Id, wearer.Name, Zone(wearer), wearer.BirthYear, string.Join(',', wearer.DevicePriority))),
            read.Household.Wearers.Select(wearer => (wearer.Id, wearer.Name, Zone(wearer), wearer.BirthYear, string.Join(',', wearer.DevicePriority))));
    }

    public void Dispose() => _folder.Dispose();

    static string Zone(Core.Telemetry.Wearer wearer) => wearer.Zones.At(NodaTime.Instant.FromUnixTimeMilliseconds(Some.Noon)).Id;
}
