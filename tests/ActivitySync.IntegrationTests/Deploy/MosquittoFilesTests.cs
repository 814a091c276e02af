using System.Globalization;
using System.Text.RegularExpressions;
using ActivitySync.Ingest;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Deploy;

/// <summary>deploy/mosquitto and the passwords of the compose file, on a real mosquitto.</summary>
public sealed partial class MosquittoFilesTests
{
    static string Conf => File.ReadAllText(Repository.PathTo("deploy", "mosquitto", "mosquitto.conf"));

    [Fact]
    public async Task An_account_publishes_to_its_own_subtree_only_and_reads_its_own_results()
    {
        await using var house = await House.StartAsync("ana ben");

        foreach (var (user, topic) in new[]
        {
            ("ana", "activitysync/v1/ana/watch/steps"), // its own
            ("ana", "activitysync/wearers/ana/set/pain"),
            ("ana", "activitysync/v1/ben/watch/steps"),
            ("ana", "activitysync/v1/ana"),
            ("ana", "activitysync/v1/anabel/watch/steps"),
            ("ana", "activitysync/wearers/ben/set/pain"),
            ("ana", "activitysync/wearers/ana/steps"),
            ("ana", "activitysync/status"),
            ("ana", "homeassistant/device/x/config"),
            ("ana-watch", "activitysync/v1/ana/watch/heart_rate"), // its own
            ("ana-watch", "activitysync/v1/ana/phone/heart_rate"),
            ("homeassistant", "activitysync/v1/ana/watch/batch"),
            ("homeassistant", "activitysync/wearers/ben/set/flare"), // that is for it to do
            ("activitysync", "activitysync/v1/ana/watch/batch"),
            ("activitysync", "activitysync/wearers/ana/score"), // results
            ("activitysync", "activitysync/wearers/ben/score"),
        })
        {
            await house.PublishAsync(user, topic);
        }

        // "activitysync/v1/ana/#" names activitysync/v1/ana itself, too (MQTT 5, section 4.7.1.2); nothing reads it.
        Assert.Equal(
            ["activitysync/v1/ana", "activitysync/v1/ana/watch/heart_rate", "activitysync/v1/ana/watch/steps",
                "activitysync/wearers/ana/score", "activitysync/wearers/ana/set/pain", "activitysync/wearers/ben/score",
                "activitysync/wearers/ben/set/flare"],
            await house.HeardAsync("homeassistant"));
        Assert.All(await house.HeardAsync("ana"), topic => Assert.StartsWith("activitysync/wearers/ana/", topic, StringComparison.Ordinal));
        Assert.Contains("activitysync/wearers/ana/score", await house.HeardAsync("ana"));
        Assert.All(await house.HeardAsync("activitysync"), topic => Assert.Matches("/v1/|/set/", topic));
    }

    [Fact]
    public async Task Nobody_enters_without_a_password_and_a_second_start_keeps_them()
    {
        await using var house = await House.StartAsync("ana");
        var first = house.Password("ana");

        await house.MakeSecretsAsync("ana ben");

        Assert.Equal(first, house.Password("ana"));
        Assert.NotEqual(first, house.Password("ben"));
        Assert.True(first.Length >= 32);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Tool.RunAsync(
            "mosquitto_pub", ["-p", $"{house.Port}", "-t", "activitysync/v1/ana/x/steps", "-m", "1"]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Tool.RunAsync(
            "mosquitto_pub", ["-p", $"{house.Port}", "-u", "ana", "-P", "ana", "-t", "activitysync/v1/ana/x/steps", "-m", "1"]));
        foreach (var name in new[] { "activitysync", "homeassistant", "a/#", "+" })
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => house.MakeSecretsAsync(name));
        }
    }

    [Fact]
    public async Task More_than_mosquittos_thousand_messages_wait_for_a_service_that_is_away()
    {
        const int Messages = 3_000;
        await using var house = await House.StartAsync("ana");
        string[] Listen(params string[] more) =>
            ["-p", $"{house.Port}", "-u", "activitysync", "-P", house.Password("activitysync"), "-c", "-i", "away", "-q", "1",
                "-t", "activitysync/v1/#", .. more];
        await Tool.RunAsync("mosquitto_sub", Listen("-E")); // leaves its session behind

        await Tool.RunAsync("sh", ["-c", "seq \"$0\" | mosquitto_pub \"$@\" -l -q 1 -t activitysync/v1/ana/watch/steps",
            $"{Messages}", "-p", $"{house.Port}", "-u", "ana", "-P", house.Password("ana")]);

        var waited = await Tool.RunAsync("mosquitto_sub", Listen("-C", $"{Messages}", "-W", "20"));
        Assert.Equal(Messages, waited.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());
    }

    [Fact]
    public void The_brokers_limits_go_with_ours()
    {
        Assert.Equal(0, Limit("max_queued_messages"));
        Assert.True(Limit("max_queued_bytes") >= 2L * new SpoolOptions().MaxMegabytes * 1_048_576);
        Assert.True(Limit("message_size_limit") <= new MqttOptions().MaximumPacketKilobytes * 1_024L);
    }

    static long Limit(string name) => long.Parse(
        Regex.Match(Conf, $"^{name} ([0-9]+)$", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>The broker as the compose file starts it, but for its folders, its port and the user it runs as.</summary>
    sealed class House : IAsyncDisposable
    {
        readonly TempFolder _folder = new();
        MosquittoServer? _broker;

        public int Port => _broker!.Port;

        public static async Task<House> StartAsync(string wearers)
        {
            var house = new House();
            Directory.CreateDirectory(house._folder.File("secrets"));
            await house.MakeSecretsAsync(wearers);
            // The example of an account for one device, as its comment says to write it.
            var acl = await File.ReadAllTextAsync(Repository.PathTo("deploy", "mosquitto", "acl"));
            Assert.Equal(2, Example().Count(acl));
            await File.WriteAllTextAsync(house._folder.File("acl"), Example().Replace(acl, "$1"));
            await File.WriteAllTextAsync(house._folder.File("secrets/wearer-ana-watch.password"), "a password of its own");
            await Tool.RunAsync("mosquitto_passwd", ["-b", house._folder.File("mosquitto.passwords"), "ana-watch", "a password of its own"]);
            house._broker = await MosquittoServer.StartWithAsync(Conf
                .Replace("listener 1883", "listener {port} 127.0.0.1", StringComparison.Ordinal)
                .Replace("/run/passwords", house._folder.Path, StringComparison.Ordinal)
                .Replace("/mosquitto/config/acl", house._folder.File("acl"), StringComparison.Ordinal)
                .Replace("/mosquitto/data/", "{folder}/", StringComparison.Ordinal) + "\nuser root\n");
            return house;
        }

        public Task<string> MakeSecretsAsync(string wearers) => Tool.RunAsync(
            "sh", [Repository.PathTo("deploy", "compose", "make-secrets.sh")], new Dictionary<string, string>
            {
                ["SECRETS"] = _folder.File("secrets"),
                ["PASSWORDS"] = _folder.Path,
                ["WEARERS"] = wearers,
            });

        public string Password(string user) => File.ReadAllText(_folder.File(user switch
        {
            "activitysync" => "secrets/Mqtt__Password",
            "homeassistant" => "secrets/homeassistant.password",
            _ => $"secrets/wearer-{user}.password",
        })).Trim();

        /// <summary>Publishes, retained, and returns when the broker has answered; it does not say no to 3.1.1.</summary>
        public Task<string> PublishAsync(string user, string topic) => Tool.RunAsync("mosquitto_pub",
            ["-p", $"{Port}", "-u", user, "-P", Password(user), "-q", "1", "-r", "-t", topic, "-m", "1"]);

        /// <summary>Topics that hold something this account may read.</summary>
        public async Task<IReadOnlyList<string>> HeardAsync(string user)
        {
            var heard = await Tool.RunAsync("sh", ["-c", "mosquitto_sub \"$@\"; test $? = 27", "sh", // 27: the time is up
                "-p", $"{Port}", "-u", user, "-P", Password(user), "-t", "#", "-W", "2", "-F", "%t"]);
            return [.. heard.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
        }

        public async ValueTask DisposeAsync()
        {
            if (_broker is not null)
            {
                await _broker.DisposeAsync();
            }
            _folder.Dispose();
        }
    }

    [GeneratedRegex("^#   ((?:user|topic) .*)$", RegexOptions.Multiline)]
    private static partial Regex Example();
}
