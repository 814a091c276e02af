using ActivitySync.Hosting;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using ActivitySync.Verbs;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Spool;

public sealed class QuarantineTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Fact]
    public void Messages_leave_by_age_and_are_counted()
    {
        using var spool = Open(new SpoolOptions { Folder = _folder.Path, MaxQuarantineDays = 10 });
        Add(spool, Message("old", Some.Noon - (11 * Some.DayMs)), Message("young", Some.Noon - (9 * Some.DayMs)));

        spool.Quarantine.EvictOld(Some.Noon);

        Assert.Equal("young", Assert.Single(spool.Quarantine.Newest(10)).Reason);
        Assert.Equal(1, spool.Quarantine.Evicted());
    }

    [Fact]
    public void Whoever_floods_pushes_out_their_own_messages_the_oldest_first_and_they_are_counted()
    {
        using var spool = Open(new SpoolOptions { Folder = _folder.Path, MaxQuarantined = 100 });
        Add(spool, Message("unknown_device", 1), Message("unknown_device", 2));
        Add(spool, [.. Enumerable.Range(10, 70).Select(i => Message("bad_json", i, "band"))]);

        for (var lot = 1; lot <= 20; lot++)
        {
            Add(spool, [.. Enumerable.Range(0, 50).Select(i => Message("bad_json", (lot * 1_000) + i))]);
        }

        Assert.Equal(new Dictionary<(string, string), long>
        {
            [("native", "unknown_device")] = 2,
            [("band", "bad_json")] = 49,
            [("native", "bad_json")] = 49,
        }, spool.Quarantine.Held());
        Assert.Equal(1_072 - 100, spool.Quarantine.Evicted());
        Assert.Equal(Enumerable.Range(20_001, 49), spool.Quarantine.Find(null, "bad_json", "native").Select(message => (int)message.ReceivedMs));
        Assert.Equal(31, spool.Quarantine.Find(null, "bad_json", "band")[0].ReceivedMs);
    }

    [Fact]
    public void What_is_large_gives_way_to_what_is_small()
    {
        using var spool = Open(new SpoolOptions { Folder = _folder.Path, MaxQuarantineMegabytes = 1 });
        Add(spool, Message("unknown_wearer", 1));

        for (var i = 10; i < 20; i++)
        {
            Add(spool, Message("bad_json", i) with { Payload = new byte[300_000] });
        }

        Assert.Equal([1, 17, 18, 19], spool.Quarantine.Find(null, null).Select(message => message.ReceivedMs));
        Assert.Equal(7, spool.Quarantine.Evicted());
    }

    [Fact]
    public void Counts_add_up_by_source_and_reason()
    {
        using var spool = Open();
        spool.Complete([], [], [], [new RefusalCount("band", "bad_json", false, 2, 5), new RefusalCount("band", "presence", true, 7, 6)]);
        spool.Complete([], [], [], [new RefusalCount("band", "bad_json", false, 1, 9)]);

        Assert.Equal([new RefusalCount("band", "bad_json", false, 3, 9), new RefusalCount("band", "presence", true, 7, 6)],
            spool.Quarantine.Refusals());
    }

    [Fact]
    public void Messages_are_found_by_source_reason_or_both()
    {
        using var spool = Open();
        Add(spool, Message("bad_json", 1, "band"), Message("bad_json", 2, "phone"), Message("in_future", 3, "phone"));

        Assert.Equal(2, spool.Quarantine.Find(null, "bad_json").Count);
        Assert.Equal(2, spool.Quarantine.Find(null, null, "phone").Count);
        Assert.Equal(2, Assert.Single(spool.Quarantine.Find(null, "bad_json", "phone")).ReceivedMs);
    }

    [Fact]
    public void The_list_tells_what_is_held_and_what_was_ignored()
    {
        using (var spool = Open())
        {
            spool.Complete([], [Message("bad_json", Some.Noon, "band")], [],
                [new RefusalCount("band", "bad_json", false, 4, Some.Noon), new RefusalCount("band", "presence", true, 7, Some.Noon)]);
        }
        var output = new StringWriter();

        QuarantineVerb.List(Config(), 10, output);

        Assert.Contains("In quarantine: 1.", output.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"band +bad_json +1 +4 +2026-06-15T12:00:00Z", output.ToString());
        Assert.Matches(@"band +presence +ignored +7 ", output.ToString());
    }

    [Fact]
    public void One_message_is_shown_whole()
    {
        using (var spool = Open())
        {
            Add(spool, Message("bad_json", Some.Noon, "band") with { Payload = [.. Enumerable.Repeat((byte)'x', 500), 7] });
        }
        var output = new StringWriter();

        QuarantineVerb.Show(Config(), 1, output);

        Assert.Contains(new string('x', 500) + ".", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("received  2026-06-15T12:00:00Z", output.ToString(), StringComparison.Ordinal);
        Assert.Throws<VerbProblemException>(() => QuarantineVerb.Show(Config(), 99, output));
    }

    public void Dispose() => _folder.Dispose();

    ServiceConfig Config() => new() { Household = new Household([]), Spool = new SpoolOptions { Folder = _folder.Path } };

    MessageSpool Open(SpoolOptions? options = null)
        => new(options ?? new SpoolOptions { Folder = _folder.Path }, NullLogger<MessageSpool>.Instance, TimeProvider.System);

    static void Add(MessageSpool spool, params QuarantinedMessage[] messages) => spool.Complete([], messages, []);

    static QuarantinedMessage Message(string reason, long receivedMs, string source = "native")
        => new(receivedMs, $"t/{receivedMs}", [1], false, reason, "Because.") { Source = source };
}
