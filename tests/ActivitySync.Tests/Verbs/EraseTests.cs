using ActivitySync.Spool;
using ActivitySync.Verbs;

namespace ActivitySync.Tests.Verbs;

/// <summary>Who is erased is nowhere any more, and the others are whole.</summary>
public sealed class EraseTests : IDisposable
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly TransferScene _scene = new();

    [Fact]
    public async Task Store_spool_quarantine_archive_and_marks_are_cleared_and_the_report_says_so()
    {
        await _scene.LiveAsync();
        _scene.Receive("activitysync/v1/ana/watch/heart_rate", "rubbish");
        await TransferScene.DrainAsync(_scene.Config); // one in quarantine
        _scene.Receive("activitysync/v1/ana/watch/heart_rate", "waiting");
        new RawArchive(_scene.Config.Spool.Folder, 400, TimeProvider.System).Append(Waiting());
        var ben = (await _scene.ContentAsync(_scene.Config)).Where(file => file.Key.StartsWith("ben", StringComparison.Ordinal)).ToList();
        var output = new StringWriter();

        var exit = await EraseAsync("ana", output);

        Assert.Equal(1, exit); // the embedded broker could not be looked into
        Assert.DoesNotMatch("[1-9][0-9]* left", output.ToString());
        Assert.Matches("waiting messages: 1 found, 0 left", output.ToString());
        Assert.Matches("quarantine: 1 found, 0 left", output.ToString());
        Assert.Matches("archive, messages: 1 found, 0 left", output.ToString());
        Assert.Contains("still in wearers.json", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(ben, await _scene.ContentAsync(_scene.Config));
        using var spool = MessageSpool.OpenBeside(_scene.Config.Spool);
        Assert.Equal(1, spool.WaitingMessages); // ben's, from the same burst
        Assert.DoesNotContain(spool.State.TouchedDays(), day => day.Wearer == "ana");
        Assert.All(
            spool.State.Pending(1_000).Where(pending => pending.Publication.Topic.Contains("/ana/", StringComparison.Ordinal)),
            pending => Assert.Empty(pending.Publication.Payload));
    }

    [Fact]
    public async Task Nothing_is_removed_without_a_yes()
    {
        await _scene.LiveAsync();
        var before = await _scene.ContentAsync(_scene.Config);

        await Assert.ThrowsAsync<VerbProblemException>(() => EraseVerb.RunAsync(
            _scene.Config, "ana", () => false, TextWriter.Null, TimeProvider.System, Stop));

        Assert.Equal(before, await _scene.ContentAsync(_scene.Config));
    }

    [Theory]
    [InlineData("ana", true)]
    [InlineData(" ana ", true)]
    [InlineData("yes", false)]
    [InlineData("", false)]
    public void The_name_must_be_written_again(string answer, bool isConfirmed)
        => Assert.Equal(isConfirmed, EraseVerb.Confirmed("ana", new StringReader(answer + "\n"), TextWriter.Null));

    [Fact]
    public async Task A_running_service_must_be_stopped_first()
    {
        await _scene.LiveAsync();
        using var service = new FolderLock(_scene.Config.Spool.Folder);

        var refusal = await Assert.ThrowsAsync<SpoolUnavailableException>(() => EraseAsync("ana", TextWriter.Null));

        Assert.Contains("Stop it first", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _scene.Dispose();

    Task<int> EraseAsync(string id, TextWriter output) =>
        EraseVerb.RunAsync(_scene.Config, id, () => true, output, TimeProvider.System, Stop);

    IReadOnlyList<SpooledBurst> Waiting()
    {
        using var spool = MessageSpool.OpenBeside(_scene.Config.Spool);
        return spool.Oldest(0, 100, long.MaxValue);
    }
}
