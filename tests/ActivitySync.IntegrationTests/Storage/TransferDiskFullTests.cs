using ActivitySync.IntegrationTests.Proof;
using ActivitySync.Storage.Transfer;
using ActivitySync.Tests.Verbs;
using ActivitySync.Verbs;

namespace ActivitySync.IntegrationTests.Storage;

/// <summary>What is taken out meets a full disk. Needs the right to mount; skipped without.</summary>
public sealed class TransferDiskFullTests : IDisposable
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly TransferScene _scene = new();

    [Theory]
    [InlineData("backup")]
    [InlineData("backup.tar.gz")]
    [InlineData("export")]
    [InlineData("restore")]
    public async Task A_full_disk_is_said_with_its_place_and_nothing_is_left_behind(string what)
    {
        await _scene.LiveAsync();
        await BackupVerb.RunAsync(_scene.Config, _scene.Path("whole"), TextWriter.Null, TimeProvider.System, Stop);
        await using var disk = await SmallDisk.MountAsync(_scene.Path("small"), megabytes: 1);
        await File.WriteAllBytesAsync(_scene.Path("small/ballast"), new byte[800_000], Stop);
        var to = _scene.Path("small/" + what);

        var refusal = await Assert.ThrowsAsync<TransferRefusedException>(() => what switch
        {
            "export" => ExportVerb.RunAsync(_scene.Config, to, new(null, null, null), TextWriter.Null, TimeProvider.System, Stop),
            "restore" => RestoreVerb.RunAsync(_scene.Path("whole"), to, TextWriter.Null, TimeProvider.System, Stop),
            _ => BackupVerb.RunAsync(_scene.Config, to, TextWriter.Null, TimeProvider.System, Stop),
        });

        Assert.Contains(to, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Free some", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([_scene.Path("small/ballast")], Directory.GetFiles(_scene.Path("small"), "*", SearchOption.AllDirectories));
    }

    public void Dispose() => _scene.Dispose();
}
