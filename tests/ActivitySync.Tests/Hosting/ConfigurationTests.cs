using ActivitySync.Hosting;
using ActivitySync.Mqtt;
using ActivitySync.Storage;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace ActivitySync.Tests.Hosting;

public sealed class ConfigurationTests : IDisposable
{
    const string OneWearer = """{ "wearers": [ { "id": "ana", "zone": "Europe/Berlin" } ] }""";

    readonly TempFolder _folder = new();

    [Fact]
    public void Without_any_setting_the_defaults_hold()
    {
        var config = Read("{}", OneWearer);

        Assert.True(config.Mqtt.Embedded);
        Assert.Equal(1883, config.Mqtt.Port);
        Assert.Equal(StoreKind.Sqlite, config.Storage.Kind);
        Assert.Equal("ana", Assert.Single(config.Household.Wearers).Id);
    }

    [Fact]
    public void A_file_may_have_comments_and_sets_what_it_names()
    {
        var config = Read(
            """
            { "Mqtt": { "Embedded": false, "Host": "broker.lan", "Protocol": "V311" }, // ours
              "Storage": { "Kind": "influx", "Influx": { "Database": "moves" } }, }
            """, OneWearer);

        Assert.Equal("broker.lan", config.Mqtt.Host);
        Assert.Equal(MqttProtocol.V311, config.Mqtt.Protocol);
        Assert.Equal("moves", config.Storage.Influx.Database);
    }

    [Fact]
    public void All_problems_are_told_at_once_each_in_a_sentence()
    {
        var problem = Assert.Throws<ConfigProblemException>(() => Read(
            """
            { "Mqtt": { "Hots": "x", "Port": "many", "KeepAliveSeconds": 1, "TopicPrefix": "a/b" },
              "Mqqt": { "Host": "x" }, "Storage": { "Kind": "oracle", "Influx": { "Urll": "x" } } }
            """,
            """{ "wearers": [ { "id": "a b", "zone": "Berlin", "birthYear": 12, "nick": "x" } ] }"""));

        Assert.Collection(problem.Problems,
            text => Assert.Equal("There is no section Mqqt. Did you mean Mqtt?", text),
            text => Assert.Equal("There is no setting Mqtt:Hots. Did you mean Host?", text),
            text => Assert.Equal("Mqtt:Port is \"many\" but must be a whole number.", text),
            text => Assert.Equal("Mqtt:KeepAliveSeconds is 1 but must lie between 5 and 3600.", text),
            text => Assert.Equal("Mqtt:TopicPrefix is \"a/b\" but must match ^[A-Za-z0-9_-]{1,64}$.", text),
            text => Assert.Equal("There is no setting Storage:Influx:Urll. Did you mean Url?", text),
            text => Assert.Equal("Storage:Kind is \"oracle\" but must be one of Sqlite, Influx.", text),
            text => Assert.Contains("there is no key nick", text, StringComparison.Ordinal),
            text => Assert.Contains("id is \"a b\"", text, StringComparison.Ordinal),
            text => Assert.Contains("zone is \"Berlin\" but must be an IANA time zone", text, StringComparison.Ordinal),
            text => Assert.Contains("birthYear must be a whole number from 1900 to 2100", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "Mqtt": { "Host": "0.0.0.0" } }""", "listens on loopback only")]
    [InlineData("""{ "Mqtt": { "Tls": true } }""", "the embedded broker listens without it")]
    [InlineData("""{ "Mqtt": { "ClientKeyFile": "/nowhere.pem" } }""", "belong together")]
    [InlineData("""{ "Storage": { "Kind": "Influx", "Influx": { "Url": "influx:8086" } } }""", "must be like http://")]
    [InlineData("""{ "Storage": { "Retention": { "RawDays": 32 } } }""", "Storage:Retention:RawDays is 32, but late samples")]
    [InlineData("""{ "Storage": { "Kind": "Influx", "Influx": { "RetentionDays": 32 } } }""", "Storage:Influx:RetentionDays is 32, but late samples")]
    [InlineData("""{ "Mqtt": { "Host": { "Name": "x" } } }""", "not a group of settings")]
    [InlineData("""{ "Mqtt": """, "not readable JSON: line 1: ")]
    [InlineData("{\n\"Mqtt\": {\n\"Port\": 1883\n", "not readable JSON: line 4: ")]
    [InlineData("{\n\"Mqtt\": x\n}", "not readable JSON: line 2: ")]
    [InlineData("""{ "Mqtt": "x" }""", "must be a group of settings")]
    [InlineData("""{ "Storage": { "Kind": 7 } }""", "must be one of Sqlite, Influx")]
    [InlineData("""{ "Ingest": { "UnknownDevices": "maybe" } }""", "must be one of Quarantine, Allow")]
    [InlineData("""{ "Ingest": { "UnknownWearersCountFor": "bo" } }""", "must be one of wearers.json: ")]
    public void A_setting_that_cannot_work_is_refused(string settings, string sentence)
    {
        var problem = Assert.Throws<ConfigProblemException>(() => Read(settings, OneWearer));

        Assert.Contains(problem.Problems, text => text.Contains(sentence, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[]", "an array called wearers")]
    [InlineData("""{ "wearers": [] }""", "lists nobody")]
    [InlineData("""{ "wearers": [ {"id":"a","zone":"UTC"}, {"id":"a","zone":"UTC"} ] }""", "lists a twice")]
    [InlineData("""{ "wearers": [ {"id":"a","zone":"UTC","dayStart":"13:00"} ] }""", "dayStart is \"13:00\"")]
    [InlineData("""{ "wearers": [ {"id":"a","zone":"UTC","devices":"watch"} ] }""", "devices must be an array of texts")]
    [InlineData("""{ "wearers": [ {"id":"a","zone":"UTC","moves":[{"since":"soon","zone":"UTC"}]} ] }""", "must be an instant")]
    [InlineData("""{ "wearers": [ {"id":"a","zone":"UTC"} ], "people": 1 }""", "unknown key people")]
    public void A_wearers_file_that_cannot_work_is_refused(string wearers, string sentence)
    {
        var problem = Assert.Throws<ConfigProblemException>(() => Read("{}", wearers));

        Assert.Contains(problem.Problems, text => text.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void A_wearer_who_travels_has_a_timeline_of_zones()
    {
        var config = Read("{}",
            """
            { "wearers": [ { "id": "ana", "zone": "Europe/Berlin", "dayStart": "04:00", "devices": ["watch", "phone"],
              "moves": [ { "since": "2026-06-15T12:00:00Z", "zone": "America/New_York" } ] } ] }
            """);

        var ana = config.Household.Wearers[0];
        Assert.Equal("America/New_York", ana.Zones.At(NodaTime.Instant.FromUnixTimeMilliseconds(Some.Noon)).Id);
        Assert.Equal("Europe/Berlin", ana.Zones.At(NodaTime.Instant.FromUnixTimeMilliseconds(Some.Noon - 1)).Id);
        Assert.Equal(["watch", "phone"], ana.DevicePriority);
        Assert.Equal(new NodaTime.LocalTime(4, 0), ana.DayStart);
    }

    [Fact]
    public void A_secret_file_sets_a_setting_and_loses_its_line_end()
    {
        Directory.CreateDirectory(_folder.File("secrets"));
        File.WriteAllText(_folder.File("secrets/Mqtt__Password"), "s3cret\n");

        Assert.Equal("s3cret", Read("{}", OneWearer).Mqtt.Password);
    }

    [Fact]
    public void A_file_of_somebody_else_in_the_secrets_folder_is_not_opened()
    {
        Directory.CreateDirectory(_folder.File("secrets"));
        File.CreateSymbolicLink(_folder.File("secrets/server.key"), _folder.File("nowhere"));

        Assert.Equal("", Read("{}", OneWearer).Mqtt.Password);
    }

    [Fact]
    public void An_unreadable_file_does_not_hide_the_problems_of_the_other()
    {
        var problem = Assert.Throws<ConfigProblemException>(() => Read("{ not json", "[]"));

        Assert.Equal(2, problem.Problems.Count);
    }

    [Fact]
    public void The_command_line_wins_over_the_file()
    {
        Write("""{ "Mqtt": { "Port": 1 } }""", OneWearer);

        var sources = ConfigFiles.Load(_folder.Path, new Dictionary<string, string?> { ["Mqtt:Port"] = "2" });

        Assert.Equal(2, ConfigReader.Read(_folder.Path, sources).Mqtt.Port);
    }

    [Fact]
    public void The_shipped_configuration_is_good_and_is_the_defaults()
    {
        var folder = Repository.PathTo("config");
        var sources = ConfigFiles.Load(folder, new Dictionary<string, string?>());

        ConfigReader.Read(folder, sources);

        Assert.DoesNotContain(sources.AsEnumerable(), setting => setting.Value is not null);
    }

    [Fact]
    public void The_shipped_files_and_the_manual_name_every_setting_at_its_default()
    {
        var shipped = File.ReadAllText(Repository.PathTo("config", "activitysync.json"));
        var manual = File.ReadAllText(Repository.PathTo("config", "README.md"));

        foreach (var (section, type) in ConfigReader.Sections)
        {
            AssertNamed(shipped, manual, section, Activator.CreateInstance(type)!);
        }
    }

    static void AssertNamed(string shipped, string manual, string path, object defaults)
    {
        foreach (var property in SettingsReader.Settable(defaults.GetType()))
        {
            var value = property.GetValue(defaults);
            if (SettingsReader.IsNested(property.PropertyType))
            {
                AssertNamed(shipped, manual, $"{path}:{property.Name}", value!);
                continue;
            }
            var written = value is string or Enum ? $"\"{value}\""
                : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!.ToLowerInvariant();
            Assert.True(shipped.Contains($"// \"{property.Name}\": {written}", StringComparison.Ordinal),
                $"activitysync.json does not show {path}:{property.Name} at its default {written}.");
            Assert.True(manual.Contains($"| `{path}:{property.Name}` |", StringComparison.Ordinal),
                $"config/README.md does not list {path}:{property.Name}.");
        }
    }

    public void Dispose() => _folder.Dispose();

    ServiceConfig Read(string settings, string wearers)
    {
        Write(settings, wearers);
        return ConfigReader.ReadFolder(_folder.Path, new Dictionary<string, string?>()).Config;
    }

    void Write(string settings, string wearers)
    {
        File.WriteAllText(_folder.File("activitysync.json"), settings);
        File.WriteAllText(_folder.File("wearers.json"), wearers);
    }
}
