using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Deploy;

/// <summary>
/// The dashboards for Grafana, asked as Grafana would: every query of every panel, with its variables filled in, on a real
/// InfluxDB that holds the demo's four weeks.
/// </summary>
public sealed partial class GrafanaTests
{
    const string DataSource = "activitysync-influx";

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_panel_of_every_dashboard_has_an_answer_of_its_shape_from_the_demos_data()
    {
        InfluxFixture.RequireInstalled();
        await using var influx = await InfluxServer.StartAsync("", Stop);
        using var folder = new TempFolder();
        await FillAsync(folder.Path, influx.Url);
        using var http = new HttpClient { BaseAddress = influx.Url };
        var panels = Dashboards().SelectMany(board => PanelsOf(board.File, board.Root)).ToList();
        Assert.True(panels.Count >= 25, $"{panels.Count} panels found");

        var empty = new List<string>();
        foreach (var panel in panels)
        {
            // A wearer without a diary has no pain to show; each panel has something to show for somebody.
            var answers = new List<int>();
            foreach (var wearer in new[] { "ana", "ben", "chloe" })
            {
                answers.Add(await RowsAsync(http, panel, wearer));
            }
            if (answers.Max() == 0)
            {
                empty.Add($"{panel.Name}: {panel.Query}");
            }
        }
        Assert.Empty(empty);

        var wearers = await AskAsync(http, "SHOW TAG VALUES FROM \"day\" WITH KEY = \"wearer\"");
        Assert.Equal(["ana", "ben", "chloe"], wearers.SelectMany(series => series.Rows).Select(row => row[1].GetString()));
    }

    [Fact]
    public void Dashboards_have_lasting_identities_one_data_source_and_no_other_language_than_InfluxQL()
    {
        var boards = Dashboards().ToList();
        Assert.Equal(
            ["activitysync-data", "activitysync-household", "activitysync-today", "activitysync-weeks"],
            boards.Select(board => board.Root.GetProperty("uid").GetString()).Order());
        foreach (var (file, root) in boards)
        {
            Assert.True(root.GetProperty("version").GetInt32() >= 1, file);
            Assert.False(root.GetProperty("editable").GetBoolean(), file);
            var panels = root.GetProperty("panels").EnumerateArray().ToList();
            Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
            foreach (var panel in PanelsOf(file, root))
            {
                Assert.StartsWith("SELECT ", panel.Query, StringComparison.Ordinal);
                Assert.Contains("$timeFilter", panel.Query, StringComparison.Ordinal);
                Assert.False(string.IsNullOrWhiteSpace(panel.Description), panel.Name);
            }
            Assert.All(DataSources(root), uid => Assert.Equal(DataSource, uid));
        }
        var provisioned = File.ReadAllText(Repository.PathTo("deploy", "grafana", "provisioning", "datasources", "activitysync.yaml"));
        Assert.Contains($"uid: {DataSource}", provisioned, StringComparison.Ordinal);
        Assert.Contains("version: InfluxQL", provisioned, StringComparison.Ordinal);
        // A copy somebody made has a uid of its own; ours are replaced by updates and nothing else.
        var provider = File.ReadAllText(Repository.PathTo("deploy", "grafana", "provisioning", "dashboards", "activitysync.yaml"));
        Assert.Contains("allowUiUpdates: false", provider, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_provisioned_is_what_the_compose_file_puts_there()
    {
        var compose = File.ReadAllText(Repository.PathTo("docker-compose.yml"));
        var provider = File.ReadAllText(Repository.PathTo("deploy", "grafana", "provisioning", "dashboards", "activitysync.yaml"));
        var source = File.ReadAllText(Repository.PathTo("deploy", "grafana", "provisioning", "datasources", "activitysync.yaml"));
        var mounts = MountPattern().Matches(compose).ToDictionary(mount => mount.Groups[2].Value, mount => mount.Groups[1].Value);

        Assert.Contains("GF_PATHS_PROVISIONING: /etc/grafana/provisioning", compose, StringComparison.Ordinal);
        Assert.Equal("deploy/grafana/provisioning", mounts["/etc/grafana/provisioning"]);
        var path = PathPattern().Match(provider).Groups[1].Value;
        Assert.Equal("deploy/grafana/dashboards", mounts[path]);
        var home = HomePattern().Match(compose).Groups[1].Value;
        Assert.True(home.StartsWith(path + "/", StringComparison.Ordinal)
            && File.Exists(Repository.PathTo("deploy", "grafana", "dashboards", Path.GetFileName(home))), home);
        // Whatever the data source takes from its surroundings, the compose file sets.
        var asked = SettingPattern().Matches(source).Select(name => name.Groups[1].Value).Distinct().ToList();
        Assert.Equal(["ACTIVITYSYNC_INFLUX_DATABASE", "ACTIVITYSYNC_INFLUX_URL"], asked.Order());
        Assert.All(asked, name => Assert.Contains($"      {name}: ", compose, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_variable_of_a_query_is_one_of_its_dashboard_or_of_Grafana()
    {
        foreach (var (file, root) in Dashboards())
        {
            var own = root.GetProperty("templating").GetProperty("list").EnumerateArray().ToList();
            Assert.All(own, variable => Assert.StartsWith("SHOW TAG VALUES ", variable.GetProperty("query").GetString(), StringComparison.Ordinal));
            var known = own.Select(variable => variable.GetProperty("name").GetString()!).Concat(["timeFilter", "__interval"]).ToHashSet();
            foreach (var panel in PanelsOf(file, root))
            {
                Assert.All(VariablePattern().Matches(panel.Query), used => Assert.Contains(used.Groups[1].Value, known));
            }
        }
    }

    sealed record Panel(string Name, string Type, string Description, string Query, string Format, TimeSpan? Range);

    sealed record Series(string Name, IReadOnlyList<string> Columns, IReadOnlyList<JsonElement[]> Rows);

    /// <summary>The demo's history by the demo itself, copied into the database by the verb for that.</summary>
    static async Task FillAsync(string folder, Uri influx)
    {
        var data = Path.Combine(folder, "data");
        var demo = await ServiceProcess.VerbAsync(Stop, "demo", "--data", data, "--seconds", "6");
        Assert.True(demo.ExitCode == 0, demo.Output + demo.Errors);
        File.WriteAllText(Path.Combine(folder, "wearers.json"), """
            { "wearers": [ { "id": "ana", "zone": "Europe/Berlin" }, { "id": "ben", "zone": "Europe/London" },
                           { "id": "chloe", "zone": "America/New_York" } ] }
            """);
        File.WriteAllText(Path.Combine(folder, "activitysync.json"), $$"""
            { "Spool": { "Folder": "{{data}}" },
              "Storage": { "Folder": "{{data}}", "Influx": { "Url": "{{influx}}", "Database": "activitysync" } } }
            """);
        var copied = await ServiceProcess.VerbAsync(
            Stop, "migrate", "--from", "sqlite", "--to", "influx", "--config", folder);
        Assert.True(copied.ExitCode == 0, copied.Output + copied.Errors);
    }

    static IEnumerable<(string File, JsonElement Root)> Dashboards()
        => Directory.EnumerateFiles(Repository.PathTo("deploy", "grafana", "dashboards"), "*.json").Order()
            .Select(path => (Path.GetFileName(path), JsonDocument.Parse(File.ReadAllText(path)).RootElement));

    static IEnumerable<Panel> PanelsOf(string file, JsonElement root)
        => from panel in root.GetProperty("panels").EnumerateArray()
           from target in panel.GetProperty("targets").EnumerateArray()
           select new Panel(
               $"{file}, {panel.GetProperty("title").GetString()}, {target.GetProperty("refId").GetString()}",
               panel.GetProperty("type").GetString()!,
               panel.GetProperty("description").GetString()!,
               target.GetProperty("query").GetString()!,
               target.GetProperty("resultFormat").GetString()!,
               Range(panel, root));

    // What Grafana's range picker would hold; the panel's own range wins. "now/d" is a day here, long enough for any zone.
    static TimeSpan? Range(JsonElement panel, JsonElement root)
    {
        var text = panel.TryGetProperty("timeFrom", out var own)
            ? own.GetString()!
            : root.GetProperty("time").GetProperty("from").GetString()!;
        var match = RangePattern().Match(text);
        Assert.True(match.Success || text == "now/d", text);
        var days = match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 1;
        return TimeSpan.FromDays(match.Groups[2].Value == "w" ? days * 7 : days);
    }

    /// <summary>How many rows it gets, each judged by the shape its panel needs.</summary>
    static async Task<int> RowsAsync(HttpClient http, Panel panel, string wearer)
    {
        var now = TimeProvider.System.GetUtcNow();
        var query = panel.Query
            .Replace("$wearer", wearer, StringComparison.Ordinal)
            .Replace("$timeFilter", string.Create(CultureInfo.InvariantCulture,
                $"time >= {(now - panel.Range!.Value).ToUnixTimeMilliseconds()}ms and time <= {now.ToUnixTimeMilliseconds()}ms"),
                StringComparison.Ordinal)
            .Replace("$__interval", "1m", StringComparison.Ordinal);
        Assert.DoesNotContain('$', query);
        var rows = 0;
        foreach (var series in await AskAsync(http, query))
        {
            Assert.Equal("time", series.Columns[0]);
            Assert.All(series.Columns, column => Assert.False(column.StartsWith("last_", StringComparison.Ordinal), query));
            var times = series.Rows.Select(row => row[0].GetInt64()).ToList();
            Assert.Equal(times.Order(), times);
            Assert.All(series.Rows, row => Assert.Equal(series.Columns.Count, row.Length));
            if (panel.Type != "table")
            {
                Assert.Equal("time_series", panel.Format);
                Assert.All(series.Rows.SelectMany(row => row.Skip(1)),
                    value => Assert.True(value.ValueKind is JsonValueKind.Number or JsonValueKind.Null, query));
            }
            rows += series.Rows.Count(row => row.Skip(1).Any(value => value.ValueKind != JsonValueKind.Null));
        }
        return rows;
    }

    static async Task<IReadOnlyList<Series>> AskAsync(HttpClient http, string query)
    {
        var text = await http.GetStringAsync(new Uri(
            $"query?db=activitysync&epoch=ms&q={Uri.EscapeDataString(query)}", UriKind.Relative), Stop);
        using var answer = JsonDocument.Parse(text);
        var result = answer.RootElement.GetProperty("results")[0];
        Assert.False(result.TryGetProperty("error", out var error), $"{query}: {error}");
        return result.TryGetProperty("series", out var found)
            ? [.. found.EnumerateArray().Select(series => new Series(
                series.GetProperty("name").GetString()!,
                [.. series.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!)],
                [.. series.GetProperty("values").EnumerateArray().Select(row => row.Clone().EnumerateArray().ToArray())]))]
            : [];
    }

    static IEnumerable<string?> DataSources(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == "datasource" ? [property.Value.GetProperty("uid").GetString()] : DataSources(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(DataSources),
        _ => [],
    };

    [GeneratedRegex(@"^      - \./(deploy/[\w/]+):(/[\w/]+):ro$", RegexOptions.Multiline)]
    private static partial Regex MountPattern();

    [GeneratedRegex(@"^      path: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: (\S+)")]
    private static partial Regex HomePattern();

    [GeneratedRegex(@"^ +\w+: \$([A-Z_]+)$", RegexOptions.Multiline)]
    private static partial Regex SettingPattern();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex VariablePattern();

    [GeneratedRegex(@"^(?:now-)?(\d+)([dw])$")]
    private static partial Regex RangePattern();
}
