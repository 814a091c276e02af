using System.Buffers;
using System.Text;
using ActivitySync.Ingest;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.Tests.Spool;

public sealed class MessageSpoolTests : IDisposable
{
    readonly TempFolder _folder = new();
    MessageSpool _spool;

    public MessageSpoolTests() => _spool = Open();

    [Fact]
    public void A_burst_survives_reopening()
    {
        Append("t/1", "hello", retained: true);

        Reopen();

        var burst = Assert.Single(_spool.Oldest(0, 10, 1_000_000));
        var rest = (ReadOnlySpan<byte>)burst.Body;
        Assert.True(BurstFrames.TryTake(ref rest, out var message));
        Assert.Equal("t/1", Encoding.UTF8.GetString(message.Topic));
        Assert.Equal("hello", Encoding.UTF8.GetString(message.Payload));
        Assert.Equal(BurstFlags.Retained, message.Flags);
        Assert.False(BurstFrames.TryTake(ref rest, out _));
        Assert.Equal(1, _spool.WaitingMessages);
    }

    [Fact]
    public void Bursts_come_back_in_the_order_they_were_kept()
    {
        Append("a", "1");
        Append("b", "2");
        Append("c", "3");

        var bursts = _spool.Oldest(0, 2, 1_000_000);

        Assert.Equal(2, bursts.Count);
        Assert.True(bursts[0].Id < bursts[1].Id);
    }

    [Fact]
    public void Completing_removes_the_bursts_and_notes_what_follows_from_them()
    {
        Append("a", "1");
        Append("b", "2");
        var bursts = _spool.Oldest(0, 1, 1_000_000);

        _spool.Complete(bursts,
            [new QuarantinedMessage(5, "a", [1], false, "bad_json", "Not JSON.")], [new DayKey("ana", new LocalDate(2026, 6, 15))]);

        Reopen();
        Assert.Equal(1, _spool.WaitingMessages);
        Assert.Equal("bad_json", Assert.Single(_spool.Quarantine.Newest(10)).Reason);
        Assert.Equal(new LocalDate(2026, 6, 15), Assert.Single(_spool.State.TouchedDays()).Date);
    }

    [Fact]
    public async Task What_a_verb_beside_us_adds_is_heard_of_and_counted()
    {
        var stop = TestContext.Current.CancellationToken;
        Append("a", "1");
        await _spool.WaitForNewsAsync(TimeSpan.FromMinutes(5), stop);
        using (var verb = MessageSpool.OpenBeside(new SpoolOptions { Folder = _folder.Path }))
        {
            verb.Append(SpoolFiles.Burst(1, messages: 3), 3, Some.Noon);
        }

        await _spool.WaitForNewsAsync(TimeSpan.FromMinutes(5), stop);

        Assert.Equal(4, _spool.WaitingMessages);
    }

    [Fact]
    public void What_an_outage_leaves_behind_is_given_back_to_the_disk()
    {
        var file = new FileInfo(_folder.File("spool.db"));
        for (var i = 0; i < 80; i++)
        {
            _spool.Append(new byte[1_048_576], 1, i);
        }
        var bursts = _spool.Oldest(0, 1_000, long.MaxValue);
        _spool.Complete(bursts, [new QuarantinedMessage(5, "a", [1], false, "bad_json", "Not JSON.")], []);

        var givenBack = _spool.GiveBackRoom();

        file.Refresh();
        Assert.InRange(givenBack, 64L << 20, long.MaxValue);
        Assert.InRange(file.Length, 1, 1L << 20);
        Assert.Equal("bad_json", Assert.Single(_spool.Quarantine.Newest(10)).Reason);
        Assert.Equal(0, _spool.GiveBackRoom());
    }

    [Fact]
    public void The_same_message_is_quarantined_once()
    {
        var message = new QuarantinedMessage(5, "a", [1], false, "bad_json", "Not JSON.");

        _spool.Complete([], [message, message with { ReceivedMs = 6 }], []);
        _spool.Complete([], [message], []);

        Assert.Equal(1, _spool.Quarantine.Counts()["bad_json"]);
    }

    [Fact]
    public void The_quarantine_forgets_the_oldest_beyond_its_size()
    {
        for (var i = 0; i < 130; i++)
        {
            _spool.Complete([], [new QuarantinedMessage(i, $"t/{i}", [1], false, "bad_json", "Not JSON.")], []);
        }

        var kept = _spool.Quarantine.Newest(1_000);
        Assert.Equal(100, kept.Count);
        Assert.Equal("t/129", kept[0].Topic);
        Assert.Equal("t/30", kept[^1].Topic);
    }

    [Fact]
    public void A_day_touched_while_it_was_being_scored_stays_touched()
    {
        var day = new DayKey("ana", new LocalDate(2026, 6, 15));
        _spool.State.Touch([day]);
        var scored = _spool.State.TouchedDays();
        _spool.State.Touch([day]);

        _spool.State.Scored(scored, []);

        Assert.Single(_spool.State.TouchedDays());
        _spool.State.Scored(_spool.State.TouchedDays(), []);
        Assert.Empty(_spool.State.TouchedDays());
    }

    [Fact]
    public void A_publication_waits_until_the_broker_has_it_and_an_equal_one_is_not_news()
    {
        _spool.State.Scored([], [new Publication("s", [1])]);
        var (_, mark) = Assert.Single(_spool.State.Pending(10));
        _spool.State.Published("s", mark);
        Assert.Empty(_spool.State.Pending(10));

        _spool.State.Scored([], [new Publication("s", [1])]);
        Assert.Empty(_spool.State.Pending(10));

        _spool.State.Scored([], [new Publication("s", [2])]);
        Assert.Equal(new byte[] { 2 }, Assert.Single(_spool.State.Pending(10)).Publication.Payload);
    }

    [Fact]
    public void A_publication_changed_while_it_was_on_its_way_is_sent_again()
    {
        _spool.State.Scored([], [new Publication("s", [1])]);
        var (_, mark) = Assert.Single(_spool.State.Pending(10));
        _spool.State.Scored([], [new Publication("s", [2])]);

        _spool.State.Published("s", mark);

        Assert.Single(_spool.State.Pending(10));
    }

    [Fact]
    public void Everything_is_published_again_when_asked()
    {
        _spool.State.Scored([], [new Publication("s", [1]), new Publication("t", [1])]);
        foreach (var (publication, mark) in _spool.State.Pending(10))
        {
            _spool.State.Published(publication.Topic, mark);
        }

        _spool.State.PublishAllAgain();

        Assert.Equal(2, _spool.State.Pending(10).Count);
    }

    [Fact]
    public void It_says_when_it_is_full_and_when_it_has_room_again()
    {
        Append("a", new string('x', 1_048_576));
        Assert.True(_spool.IsFull);

        _spool.Complete(_spool.Oldest(0, 10, 10_000_000), [], []);

        Assert.False(_spool.IsFull);
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused_with_a_sentence()
    {
        _spool.Dispose();
        using (var connection = new SqliteConnection($"Data Source={_folder.File("spool.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 999";
            command.ExecuteNonQuery();
        }

        var reason = Assert.Throws<SpoolUnavailableException>(Open);

        Assert.Contains("layout 999", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_refused_with_a_sentence()
    {
        File.WriteAllText(_folder.File("a-file"), "");

        var reason = Assert.Throws<SpoolUnavailableException>(() => new MessageSpool(
            new SpoolOptions { Folder = _folder.File("a-file/below") }, NullLogger<MessageSpool>.Instance, TimeProvider.System));

        Assert.Contains("cannot be opened for writing", reason.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public void A_damaged_burst_is_noticed(int length)
    {
        var frames = Frames("topic", "payload", false);

        Assert.Throws<FormatException>(() =>
        {
            var rest = (ReadOnlySpan<byte>)frames.AsSpan(0, length);
            BurstFrames.TryTake(ref rest, out _);
        });
    }

    public void Dispose()
    {
        _spool.Dispose();
        _folder.Dispose();
    }

    MessageSpool Open() => new(
        new SpoolOptions { Folder = _folder.Path, MaxMegabytes = 1, MaxQuarantined = 100 }, NullLogger<MessageSpool>.Instance, TimeProvider.System);

    void Reopen()
    {
        _spool.Dispose();
        _spool = Open();
    }

    void Append(string topic, string payload, bool retained = false)
        => _spool.Append(new ArraySegment<byte>(Frames(topic, payload, retained)), 1, Some.Noon);

    static byte[] Frames(string topic, string payload, bool retained)
    {
        var buffer = new ArrayBufferWriter<byte>();
        BurstFrames.Append(buffer, Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload),
            retained ? BurstFlags.Retained : BurstFlags.None);
        return buffer.WrittenSpan.ToArray();
    }
}
