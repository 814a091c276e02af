using System.Net;
using ActivitySync.Access;
using ActivitySync.Hosting;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Access;

public sealed class AccessTests(ApiScene scene) : IClassFixture<ApiScene>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_token_nobody_sees_anything()
    {
        using var nobody = scene.Client();

        var answer = await nobody.GetAsync("/api/v1/wearers", Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task The_first_start_makes_an_administrator_whose_token_only_the_owner_can_read()
    {
        using var admin = scene.Admin();

        var wearers = await ApiScene.JsonAsync(await admin.GetAsync("/api/v1/wearers", Stop));

        Assert.Equal(["ana", "ben"], wearers.EnumerateArray().Select(wearer => wearer.GetProperty("id").GetString()));
        foreach (var file in new[] { FirstAccess.TokenFile, "access.json" })
        {
            Assert.True(OperatingSystem.IsWindows() || IsPrivate(Path.Combine(scene.Folder, file)));
        }
        Assert.DoesNotContain(scene.AdminToken.Split('_')[2], File.ReadAllText(Path.Combine(scene.Folder, "access.json")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wearer_sees_themselves_only()
    {
        using var ana = scene.Client(scene.Token("ana's phone", AccessRole.Wearer, "ana"));

        var wearers = await ApiScene.JsonAsync(await ana.GetAsync("/api/v1/wearers", Stop));

        Assert.Equal("ana", Assert.Single(wearers.EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_token_with_another_secret_is_not_known()
    {
        var token = scene.AdminToken;
        using var forger = scene.Client(token[..^2] + (token.EndsWith("AA", StringComparison.Ordinal) ? "BB" : "AA"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await forger.GetAsync("/api/v1/wearers", Stop)).StatusCode);
    }

    [Theory]
    [InlineData("0.0.0.0", true, "is not this machine alone")]
    [InlineData("somewhere", false, "must be an address of this machine")]
    public void Nobody_listens_to_the_network_without_access_control(string address, bool open, string sentence)
    {
        var problem = Assert.Throws<ConfigProblemException>(() => ConfigReader.ReadFolder(
            Repository.PathTo("config"),
            new Dictionary<string, string?> { ["Http:Address"] = address, ["Http:Open"] = $"{open}" }));

        Assert.Contains(problem.Problems, text => text.Contains(sentence, StringComparison.Ordinal));
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    static bool IsPrivate(string path) => File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite);
}
