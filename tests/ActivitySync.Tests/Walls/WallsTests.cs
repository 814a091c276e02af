using System.Text.RegularExpressions;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Mqtt;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Walls;

/// <summary>The architecture, executable: who may know whom, and how large a file may grow.</summary>
public sealed partial class WallsTests
{
    const int MostLines = 400;

    static readonly string[] ForbiddenFolders =
        ["Helpers", "Utils", "Common", "Services", "Managers", "Models", "Interfaces", "Shared", "Extensions"];

    static readonly IReadOnlyList<SourceFile> Sources = [.. Read("src"), .. Read("tests")];

    [Fact]
    public void Core_knows_only_the_framework_and_Noda_Time()
        => Assert.All(References(typeof(Wearer)), name => Assert.True(
            name.StartsWith("System.", StringComparison.Ordinal) || name == "NodaTime", $"Core references {name}."));

    [Fact]
    public void Mqtt_knows_only_the_framework_and_logging_abstractions()
        => Assert.All(References(typeof(MqttClient)), name => Assert.True(
            name.StartsWith("System.", StringComparison.Ordinal) || name == "Microsoft.Extensions.Logging.Abstractions",
            $"Mqtt references {name}."));

    [Theory]
    [InlineData("Quartz", "src/ActivitySync/Jobs/*Job.cs", "src/ActivitySync/Hosting/ServiceHost.cs")]
    [InlineData("Microsoft.Data.Sqlite", "src/ActivitySync/Spool/*", "src/ActivitySync/Storage/Sqlite/*")]
    [InlineData("System.Net.Http", "src/ActivitySync/Storage/Influx/*", "src/ActivitySync/Notify/*")]
    [InlineData("MailKit", "src/ActivitySync/Notify/*")]
    [InlineData("Spectre.Console", "src/ActivitySync/Demo/*", "src/ActivitySync/Verbs/*")]
    [InlineData("System.CommandLine", "src/ActivitySync/Verbs/*")]
    [InlineData("CsvHelper", "src/ActivitySync/Verbs/*")]
    [InlineData("Polly", "src/ActivitySync/Ingest/*", "src/ActivitySync/Hosting/*", "src/ActivitySync/Storage/*")]
    [InlineData("Microsoft.AspNetCore",
        "src/ActivitySync/Access/*", "src/ActivitySync/Api/*", "src/ActivitySync/Dashboard/*", "src/ActivitySync/Hosting/ServiceHost.cs",
        "src/ActivitySync/Hosting/WebFace.cs", "src/ActivitySync/Hosting/MetricsExport.cs", "src/ActivitySync/Verbs/CommandLine.cs",
        "src/ActivitySync/Demo/DemoRun.cs")]
    [InlineData("OpenTelemetry", "src/ActivitySync/Hosting/MetricsExport.cs")]
    [InlineData("Microsoft.OpenApi", "src/ActivitySync/Api/*")]
    [InlineData("Serilog", "src/ActivitySync/Hosting/*")]
    [InlineData("ActivitySync.Mqtt",
        "src/ActivitySync.Mqtt/*", "src/ActivitySync/Ingest/*", "src/ActivitySync/Publish/*", "src/ActivitySync/Hosting/HealthFile.cs",
        "src/ActivitySync/Verbs/*", "src/ActivitySync/Demo/*")]
    public void A_library_is_known_in_its_rooms_only(string library, params string[] rooms)
    {
        var uses = new Regex($@"^@?using {Regex.Escape(library)}(\.[\w.]+)?;?\r?$", RegexOptions.Multiline);
        var strangers = Sources.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal) && uses.IsMatch(file.Text)
            && !Array.Exists(rooms, room => Matches(file.Path, room)));

        Assert.Empty(strangers.Select(file => file.Path));
    }

    // Arrows go down the road or into Core; Hosting, Verbs and Demo put the rooms together and may know all.
    [Theory]
    [InlineData("Pages")]
    [InlineData("Spool", "Ingest", "Pages")] // of Ingest DayKey only
    [InlineData("Storage", "Pages")]
    [InlineData("Ingest", "Spool", "Storage", "Hosting")]
    [InlineData("Jobs", "Spool", "Storage", "Publish", "Hosting")]
    [InlineData("Publish", "Spool", "Ingest", "Hosting")]
    [InlineData("Notify", "Spool", "Publish", "Ingest", "Hosting")]
    [InlineData("Access")]
    [InlineData("Api", "Access", "Spool", "Storage", "Ingest", "Jobs", "Publish", "Hosting")]
    [InlineData("Dashboard", "Access", "Spool", "Storage", "Ingest", "Jobs", "Publish", "Hosting")]
    public void A_room_knows_only_the_rooms_it_may_know(string room, params string[] mayKnow)
    {
        string[] rooms = ["Pages", "Ingest", "Spool", "Storage", "Jobs", "Publish", "Notify", "Hosting", "Verbs", "Demo", "Access", "Api", "Dashboard"];
        var forbidden = rooms.Except([room, .. mayKnow]).ToList();
        var crossings = Sources.Where(file => file.Path.StartsWith($"src/ActivitySync/{room}/", StringComparison.Ordinal))
            .SelectMany(file => UsedRooms().Matches(file.Text).Select(match => (file.Path, Room: match.Groups[1].Value)))
            .Where(use => forbidden.Contains(use.Room));

        Assert.Empty(crossings);
    }

    [Fact]
    public void No_file_is_longer_than_a_person_reads_at_once()
        => Assert.Empty(Sources.Where(file => file.Lines > MostLines).Select(file => $"{file.Path}: {file.Lines} lines"));

    [Fact]
    public void No_folder_is_named_for_a_kind_of_thing()
        => Assert.Empty(Sources.Where(file => file.Path.Split('/')[..^1].Any(ForbiddenFolders.Contains)).Select(file => file.Path));

    [Fact]
    public void Log_event_names_are_unique_within_the_service()
    {
        var names = Sources.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(file => LogMethods().Matches(file.Text).Select(match => (Name: match.Groups[1].Value, file.Path)));

        // The event id is derived from the method's name together with its class; two of a name in one class would clash.
        Assert.Empty(names.GroupBy(log => log).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void No_clock_or_sleep_stands_where_a_TimeProvider_belongs()
    {
        var strangers = Sources.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal)
            && ClockOrSleep().IsMatch(file.Text));

        Assert.Empty(strangers.Select(file => file.Path));
    }

    [Fact]
    public void Every_section_of_the_configuration_has_an_owner()
        => Assert.All(ConfigReader.Sections, section =>
            Assert.Equal(section.Value, typeof(ServiceConfig).GetProperty(section.Key)?.PropertyType));

    static IEnumerable<string> References(Type type)
        => type.Assembly.GetReferencedAssemblies().Select(name => name.Name!);

    static bool Matches(string path, string pattern)
        => Regex.IsMatch(path, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$");

    static IEnumerable<SourceFile> Read(string top)
        => Directory.EnumerateFiles(Repository.PathTo(top), "*.*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".cs" or ".razor")
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Select(path => new SourceFile(path, File.ReadAllText(Repository.PathTo(path))));

    [GeneratedRegex(@"^@?using ActivitySync\.(Pages|Ingest|Spool|Storage|Jobs|Publish|Notify|Hosting|Verbs|Demo|Access|Api|Dashboard)\b", RegexOptions.Multiline)]
    private static partial Regex UsedRooms();

    [GeneratedRegex(@"partial void (Log\w+)\(")]
    private static partial Regex LogMethods();

    [GeneratedRegex(@"DateTime(Offset)?\.(Utc)?Now|Thread\.Sleep|SystemClock\.Instance")]
    private static partial Regex ClockOrSleep();

    sealed record SourceFile(string Path, string Text)
    {
        public int Lines { get; } = Text.AsSpan().Count('\n');
    }
}
