using ActivitySync.Spool;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Spool;

public sealed class ArchiveTests : IDisposable
{
    const int Messages = 5;

    readonly TempFolder _folder = new();
    readonly ManualTime _time = new(Some.NoonTime);

    string Day => Path.Combine(RawArchive.FolderIn(_folder.Path), "2026-06-15.asr");

    [Fact]
    public void What_leaves_the_spool_stands_in_the_archive_in_its_order()
    {
        using var spool = SpoolFiles.Open(_folder.Path, archiveDays: 30);
        for (var i = 0; i < 3; i++)
        {
            spool.Append(SpoolFiles.Burst(i, Messages), Messages, Some.Noon + i);
        }
        spool.Complete(spool.Oldest(0, 2, long.MaxValue), [], []);
        spool.Complete(spool.Oldest(0, 2, long.MaxValue), [], []);

        Assert.Equal([0, 1, 2], Numbers(Day));
        Assert.Equal(0, spool.WaitingMessages);
        Assert.True(spool.ArchiveBytes > 0);
    }

    [Fact]
    public void Without_the_setting_none_is_kept()
    {
        using var spool = SpoolFiles.Open(_folder.Path);
        spool.Append(SpoolFiles.Burst(0, Messages), Messages, Some.Noon);
        spool.Complete(spool.Oldest(0, 2, long.MaxValue), [], []);

        Assert.False(Directory.Exists(RawArchive.FolderIn(_folder.Path)));
        Assert.Null(spool.ArchiveBytes);
    }

    [Fact]
    public void A_burst_that_cannot_be_archived_stays_in_the_spool()
    {
        using var spool = SpoolFiles.Open(_folder.Path, archiveDays: 30);
        spool.Append(SpoolFiles.Burst(0, Messages), Messages, Some.Noon);
        File.WriteAllText(RawArchive.FolderIn(_folder.Path), "a file where the folder should be");

        Assert.Throws<SpoolUnavailableException>(() => spool.Complete(spool.Oldest(0, 2, long.MaxValue), [], []));

        Assert.Equal([0], SpoolFiles.Numbers(spool, Messages));
    }

    [Fact]
    public void Blocks_cut_off_or_damaged_cost_themselves_only()
    {
        var archive = new RawArchive(_folder.Path, 30, _time);
        archive.Append([Burst(0)]);
        var first = new FileInfo(Day).Length;
        archive.Append([Burst(1)]);
        File.AppendAllBytes(Day, File.ReadAllBytes(Day)[..((int)first - 3)]); // a crash in mid-block
        archive.Append([Burst(2)]);
        using (var file = new FileStream(Day, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = first + 20; // within the second block
            file.WriteByte(0xFF);
        }

        Assert.Equal([0, 2], Numbers(Day, out var damaged));

        Assert.True(damaged > 0);
    }

    [Fact]
    public void Days_that_are_too_old_go_and_closed_ones_are_packed_with_the_same_in_them()
    {
        var archive = new RawArchive(_folder.Path, 2, _time);
        for (var i = 0; i < 200; i++)
        {
            archive.Append([Burst(i)]);
        }
        var loose = new FileInfo(Day).Length;

        _time.MoveTo(Some.NoonTime.AddDays(1));
        archive.Append([new SpooledBurst(0, Some.Noon + Some.DayMs, Messages, SpoolFiles.Burst(0, Messages))]);
        Assert.True(new FileInfo(Day).Length < loose / 2);
        Assert.Equal(Enumerable.Range(0, 200), Numbers(Day));

        _time.MoveTo(Some.NoonTime.AddDays(3));
        archive.Append([new SpooledBurst(0, Some.Noon + (3 * Some.DayMs), Messages, SpoolFiles.Burst(0, Messages))]);
        Assert.False(File.Exists(Day));
        Assert.Equal(2, RawArchive.Files(RawArchive.FolderIn(_folder.Path)).Count);
    }

    [Fact]
    public void Bursts_can_be_left_out_for_good()
    {
        var archive = new RawArchive(_folder.Path, 30, _time);
        archive.Append([Burst(0), Burst(1)]);

        RawArchive.Rewrite(RawArchive.FolderIn(_folder.Path), burst => burst.ReceivedMs == Some.Noon ? null : burst);

        Assert.Equal([1], Numbers(Day));
    }

    public void Dispose() => _folder.Dispose();

    static SpooledBurst Burst(int number) => new(0, Some.Noon + number, Messages, SpoolFiles.Burst(number, Messages));

    static List<int> Numbers(string file) => Numbers(file, out _);

    static List<int> Numbers(string file, out long damaged)
    {
        var bytes = 0L;
        var numbers = new List<int>();
        foreach (var burst in ArchiveFile.Read(file, more => bytes += more))
        {
            numbers.Add((int)(burst.ReceivedMs - Some.Noon));
            Assert.Equal(SpoolFiles.Burst(numbers[^1], Messages), burst.Body);
        }
        damaged = bytes;
        return numbers;
    }
}
