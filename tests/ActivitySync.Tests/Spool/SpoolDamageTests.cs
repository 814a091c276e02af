using ActivitySync.Ingest;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace ActivitySync.Tests.Spool;

/// <summary>A damaged spool.db is set aside and what is intact goes on.</summary>
public sealed class SpoolDamageTests : IDisposable
{
    const int Messages = 20;

    readonly TempFolder _folder = new();

    string SpoolDb => _folder.File("spool.db");

    [Fact]
    public void A_file_that_is_whole_is_left_alone()
    {
        SpoolFiles.Leave(_folder.Path, bursts: 40, Messages);

        using var spool = SpoolFiles.Open(_folder.Path);

        Assert.Equal(Enumerable.Range(0, 40), SpoolFiles.Numbers(spool, Messages));
        Assert.Null(spool.State.LastSalvage());
        Assert.Empty(Aside());
    }

    [Fact]
    public void A_burst_the_disk_changed_goes_to_quarantine_whole_and_its_neighbours_go_on()
    {
        SpoolFiles.Leave(_folder.Path, bursts: 3, Messages);
        SpoolFiles.Run(SpoolDb, "UPDATE burst SET body = zeroblob(length(body)) WHERE id = 2");

        using var spool = SpoolFiles.Open(_folder.Path);

        Assert.Equal([0, 2], SpoolFiles.Numbers(spool, Messages));
        Assert.Equal("spool_damaged", Assert.Single(spool.Quarantine.Newest(10)).Reason);
        Assert.Equal(2 * Messages, spool.WaitingMessages);
    }

    [Fact]
    public void A_file_without_its_first_page_gives_back_every_burst()
    {
        SpoolFiles.Leave(_folder.Path, bursts: 40, Messages);
        SpoolFiles.Run(SpoolDb, "PRAGMA wal_checkpoint(TRUNCATE)"); // else the log has that page, too
        Overwrite(SpoolDb, at: 0, new byte[4096]);

        using var spool = SpoolFiles.Open(_folder.Path);

        Assert.Equal(Enumerable.Range(0, 40), SpoolFiles.Numbers(spool, Messages).Order());
        Assert.Contains($"{40 * Messages} messages in 40 bursts were carried over", spool.State.LastSalvage()!.Value.Report, StringComparison.Ordinal);
        Assert.True(spool.State.MustDeriveAll);
        Assert.Contains(Aside(), name => name.StartsWith("spool.db.damaged-20260615T120000Z", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_damaged_in_its_middle_gives_back_what_is_behind_the_damage()
    {
        SpoolFiles.Leave(_folder.Path, bursts: 40, Messages);
        var log = _folder.File("spool.db-wal");
        Overwrite(log, at: new FileInfo(log).Length / 2, [0xA5, 0x5A, 0xA5]);

        using var spool = SpoolFiles.Open(_folder.Path);

        var numbers = SpoolFiles.Numbers(spool, Messages);
        Assert.True(numbers.Count >= 39, string.Join(' ', numbers));
        Assert.Contains(39, numbers);
        Assert.Contains("its log is damaged", spool.State.LastSalvage()!.Value.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_gone_while_its_log_is_there_gives_back_the_log()
    {
        SpoolFiles.Leave(_folder.Path, bursts: 40, Messages);
        File.WriteAllBytes(SpoolDb, []);

        using var spool = SpoolFiles.Open(_folder.Path);

        Assert.Contains(39, SpoolFiles.Numbers(spool, Messages));
        Assert.NotNull(spool.State.LastSalvage());
    }

    [Fact]
    public void Bursts_of_many_pages_are_put_together_again()
    {
        SpoolFiles.Leave(_folder.Path, bursts: 10, messagesInBurst: 2_000);
        Overwrite(SpoolDb, at: 0, new byte[100]);

        using var spool = SpoolFiles.Open(_folder.Path);

        Assert.Equal(Enumerable.Range(0, 10), SpoolFiles.Numbers(spool, 2_000).Order());
    }

    [Fact]
    public void All_other_tables_survive_damage_elsewhere()
    {
        using (var spool = SpoolFiles.Open(_folder.Path))
        {
            spool.Complete([], [new QuarantinedMessage(5, "a", [1], false, "bad_json", "Not JSON.")], [new DayKey("ana", new LocalDate(2026, 6, 15))]);
            spool.State.Scored([], [new Publication("s", [1])], [new OutboxEvent("goal_met/ana/1", "goal_met", "ana", 1, 2, [3])]);
            spool.Devices.Heard([("ana", "watch", 7)]);
            spool.Complete([], [], [], [new RefusalCount("native", "bad_json", false, 4, 5)]);
            spool.Append(SpoolFiles.Burst(0, Messages), Messages, Some.Noon);
        }
        File.WriteAllBytes(SpoolCheck.MarkOf(SpoolDb), []); // damage met in use

        using var again = SpoolFiles.Open(_folder.Path);

        Assert.Equal("bad_json", Assert.Single(again.Quarantine.Newest(10)).Reason);
        Assert.Equal("s", Assert.Single(again.State.Pending(10)).Publication.Topic);
        Assert.Equal("goal_met/ana/1", Assert.Single(again.Outbox.Find("goal_met/")).Key);
        Assert.Equal("watch", Assert.Single(again.Devices.All()).Device);
        Assert.Equal(4, Assert.Single(again.Quarantine.Refusals()).Messages);
        Assert.Equal([0], SpoolFiles.Numbers(again, Messages));
        Assert.False(File.Exists(SpoolCheck.MarkOf(SpoolDb)));
    }

    [Theory]
    [InlineData(false)] // killed while the new file was being written
    [InlineData(true)] // killed after the damaged one had its new name
    public void A_salvage_cut_short_is_finished_by_the_next_start(bool isSetAside)
    {
        SpoolFiles.Leave(_folder.Path, bursts: 4, Messages);
        using (SpoolFiles.Open(_folder.Path))
        {
        }
        if (isSetAside)
        {
            File.Copy(SpoolDb, SpoolDb + ".salvage");
            File.Move(SpoolDb, SpoolDb + ".damaged-20260615T115900Z");
        }
        else
        {
            File.WriteAllBytes(SpoolDb + ".salvage", [1, 2, 3]);
        }

        using var spool = SpoolFiles.Open(_folder.Path);

        Assert.Equal([0, 1, 2, 3], SpoolFiles.Numbers(spool, Messages));
        Assert.False(File.Exists(SpoolDb + ".salvage"));
    }

    [Fact]
    public void A_file_of_the_first_layout_is_brought_to_the_present_one_with_everything_in_it()
    {
        WriteFirstLayout("INSERT INTO touched_day VALUES ('ana', '2026-06-15', 3)");

        using var spool = SpoolFiles.Open(_folder.Path);
        spool.Append(SpoolFiles.Burst(1, Messages), Messages, Some.Noon + 1);

        Assert.Equal([0, 1], SpoolFiles.Numbers(spool, Messages));
        Assert.Equal(3, Assert.Single(spool.State.TouchedDays()).Mark);
        Assert.Null(spool.State.LastSalvage());
    }

    [Fact]
    public void A_damaged_file_of_the_first_layout_gives_back_its_bursts()
    {
        WriteFirstLayout();
        Overwrite(SpoolDb, at: 0, new byte[100]);

        using var spool = SpoolFiles.Open(_folder.Path);

        Assert.Equal([0], SpoolFiles.Numbers(spool, Messages));
    }

    [Fact]
    public void A_second_service_on_the_folder_is_refused_and_a_verb_is_not()
    {
        using var first = SpoolFiles.Open(_folder.Path);

        var reason = Assert.Throws<SpoolUnavailableException>(() => SpoolFiles.Open(_folder.Path));
        using var verb = MessageSpool.OpenBeside(new SpoolOptions { Folder = _folder.Path });

        Assert.Contains("Another ActivitySync runs on", reason.Message, StringComparison.Ordinal);
        Assert.Equal(0, verb.WaitingMessages);
    }

    /// <summary>tests/proof-fuzz runs many more: PROOF_FUZZ.</summary>
    [Fact]
    public void Bits_flipped_and_ends_cut_off_anywhere_never_stop_the_start_nor_cost_what_is_intact()
    {
        const int Bursts = 60;
        var rounds = Environment.GetEnvironmentVariable("PROOF_FUZZ") is { Length: > 0 } text
            ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 40;
        using var whole = new TempFolder();
        SpoolFiles.Leave(whole.Path, Bursts, Messages);
        var (salvaged, worst) = (0, Bursts);
        for (var round = 0; round < rounds; round++)
        {
            var random = new Random(round);
            using var one = new TempFolder();
            foreach (var end in (string[])["", "-wal"])
            {
                File.Copy(whole.File("spool.db" + end), one.File("spool.db" + end));
            }
            var touched = FileDamage.Do(one.File(random.Next(2) == 0 ? "spool.db" : "spool.db-wal"), random);

            using var spool = SpoolFiles.Open(one.Path);
            var numbers = SpoolFiles.Numbers(spool, Messages).Distinct().Count();

            salvaged += spool.State.LastSalvage() is null ? 0 : 1;
            if (touched > 0)
            {
                // A flipped bit spoils at most the burst it is in.
                Assert.True(numbers >= Bursts - touched, $"round {round}: {numbers} bursts of {Bursts} after {touched} flips");
                worst = Math.Min(worst, numbers);
            }
            spool.Append(SpoolFiles.Burst(Bursts, Messages), Messages, Some.Noon + Bursts);
        }
        if (Environment.GetEnvironmentVariable("PROOF_TABLE") is { Length: > 0 } table)
        {
            File.AppendAllText(table,
                $"spool files damaged {rounds} times: starts that failed 0, salvaged {salvaged}, fewest bursts left after flips {worst} of {Bursts}\n");
        }
    }

    public void Dispose() => _folder.Dispose();

    static void Overwrite(string path, long at, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.Position = at;
        file.Write(bytes);
    }

    List<string> Aside() => [.. Directory.GetFiles(_folder.Path, "*damaged*").Select(path => Path.GetFileName(path))];

    // A file as the first version left it: one burst, and what else is asked for.
    void WriteFirstLayout(string more = "")
    {
        using var connection = new SqliteConnection($"Data Source={SpoolDb};Pooling=False");
        connection.Open();
        SpoolSchema.Apply(connection, upTo: 1);
        using var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO burst (received_ms, messages, body) VALUES ($at, $messages, $body); {more}";
        command.Parameters.AddWithValue("$at", Some.Noon);
        command.Parameters.AddWithValue("$messages", Messages);
        command.Parameters.AddWithValue("$body", SpoolFiles.Burst(0, Messages));
        command.ExecuteNonQuery();
    }
}
