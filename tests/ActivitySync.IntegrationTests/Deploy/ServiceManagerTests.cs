using System.Net.Sockets;
using System.Text;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Deploy;

/// <summary>The built service as systemd starts it: what it says on the socket, and where it finds its secrets.</summary>
public sealed class ServiceManagerTests
{
    const string Sqlite = """{ "Kind": "Sqlite", "Folder": "{data}" }""";

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_says_that_it_is_ready_that_it_lives_and_that_it_ends(bool isAbstract)
    {
        using var folder = new TempFolder();
        await using var scene = new RoadScene(1, Sqlite); // no broker: that is nothing a restart would mend
        var path = isAbstract ? $"@activitysync-{Path.GetFileName(folder.Path)}" : folder.File("notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path.Replace('@', '\0')));
        await using var service = ServiceProcess.StartWith(
            new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path, ["WATCHDOG_USEC"] = "500000" }, scene.ConfigFolder);

        var said = new List<string>();
        while (!said.Contains("READY=1") || said.Count(state => state == "WATCHDOG=1") < 2)
        {
            said.Add(await HearAsync(systemd));
        }
        var code = await service.TerminateAsync(Stop);
        string last;
        while ((last = await HearAsync(systemd)) == "WATCHDOG=1")
        {
        }

        Assert.Equal(["READY=1", "WATCHDOG=1"], said.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal("STOPPING=1", last);
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task Who_is_not_asked_for_signs_of_life_gives_none()
    {
        using var folder = new TempFolder();
        await using var scene = new RoadScene(1, Sqlite);
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(folder.File("notify")));
        await using var service = ServiceProcess.StartWith(new Dictionary<string, string>
        {
            ["NOTIFY_SOCKET"] = folder.File("notify"),
            ["WATCHDOG_USEC"] = "100000",
            ["WATCHDOG_PID"] = "1", // somebody else is asked
        }, scene.ConfigFolder);

        Assert.Equal("READY=1", await HearAsync(systemd));
        await Task.Delay(500, Stop); // five signs of life, were they given
        await service.TerminateAsync(Stop);

        Assert.Equal("STOPPING=1", await HearAsync(systemd));
    }

    [Fact]
    public async Task What_LoadCredential_hands_over_is_read()
    {
        using var folder = new TempFolder();
        await using var scene = new RoadScene(1, Sqlite);
        await File.WriteAllTextAsync(folder.File("Mqtt__UserName"), "by credential\n", Stop);
        await File.WriteAllTextAsync(folder.File("Mqtt__Password"), "never shown\n", Stop);

        var shown = await Tool.RunAsync("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "activitysync.dll"), "check-config", "--config", scene.ConfigFolder],
            new Dictionary<string, string> { ["CREDENTIALS_DIRECTORY"] = folder.Path });

        Assert.Matches("UserName.*by credential", shown);
        Assert.DoesNotContain("never shown", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Http:Address=0.0.0.0")]
    [InlineData("Http:Address=192.0.2.1")]
    [InlineData("Http:Address=::")]
    public async Task Open_to_more_than_this_machine_it_refuses_to_start_with_a_sentence(string address)
    {
        await using var scene = new RoadScene(1, Sqlite);

        var (code, _, errors) = await ServiceProcess.VerbAsync(Stop,
            "run", "--config", scene.ConfigFolder, "--set", "Http:Enabled=true", "--set", address, "--set", "Http:Open=true");

        Assert.Equal(78, code);
        Assert.Contains("is not this machine alone", errors, StringComparison.Ordinal);
    }

    static async Task<string> HearAsync(Socket socket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var said = new byte[1_024];
        var length = await socket.ReceiveAsync(said, limit.Token);
        return Encoding.UTF8.GetString(said, 0, length);
    }
}
