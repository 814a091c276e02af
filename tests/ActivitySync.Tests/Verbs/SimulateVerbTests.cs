using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Jobs;
using ActivitySync.Spool;
using ActivitySync.Storage;
using ActivitySync.Storage.Sqlite;
using ActivitySync.Tests.Support;
using ActivitySync.Verbs;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.Tests.Verbs;

public sealed class SimulateVerbTests : IDisposable
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    static readonly Wearer Ada = Given.Wearer();
    static readonly LocalDate First = new(2026, 6, 1);

    readonly TempFolder _folder = new();

    [Fact]
    public async Task A_strategy_is_laid_over_the_stored_days_and_summed_up_beside_the_present_one()
    {
        await LiveAsync(28);

        var lines = await SimulateAsync("percentile", First.PlusDays(14), First.PlusDays(27));

        Assert.Equal(14, lines.Count(line => line.Contains("2026-06-", StringComparison.Ordinal) && line.Contains("6,500", StringComparison.Ordinal)));
        Assert.Contains(lines, line => Words(line) is ["2026-06-16", "6,500", "6,500", "100", "met", "HOLD", "P60"]);
        Assert.Contains(lines, line => Words(line) is ["ramp", "(now)", "7", "of", "14", "6,550", "6,600", "6,500", "1", "1"]);
        Assert.Contains(lines, line => Words(line) is ["percentile", "14", "of", "14", "6,500", "6,500", "6,500", "0", "0"]);
        Assert.Contains("Each strategy is taken up on 2026-06-15", string.Join(' ', lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_present_strategy_gives_the_stored_targets()
    {
        var life = await LiveAsync(28);

        var lines = await SimulateAsync("RAMP", First, First.PlusDays(27));

        foreach (var report in life.Reports.Where(report => report.Target is not null))
        {
            var date = $"{report.Date:uuuu-MM-dd}";
            Assert.Contains(lines, line => Words(line) is [var day, "6,500", var target, ..] && day == date
                && target == $"{report.Target:N0}");
        }
        Assert.Single(lines, line => Words(line) is ["ramp", "(now)", ..]);
    }

    [Fact]
    public async Task All_strategies_stand_in_one_table()
    {
        await LiveAsync(28);

        var lines = await SimulateAsync("all", First.PlusDays(14), First.PlusDays(27), fixedSteps: 7000);

        Assert.Contains(lines, line => Words(line) is ["Day", "Steps", "ramp", "percentile", "coached", "quota", "fixed"]);
        Assert.Contains(lines, line => Words(line) is ["2026-06-15", "6,500", .., "7,000"]);
        Assert.Contains(lines, line => Words(line) is ["fixed", "0", "of", "14", "7,000", "7,000", "7,000", "1", "0"]);
        Assert.Equal(5, lines.Count(line => line.Contains(" of 14", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Looking_writes_nothing_and_makes_no_spool()
    {
        await LiveAsync(10);
        var before = await File.ReadAllBytesAsync(_folder.File("activity.db"), Stop);

        await SimulateAsync("all", First, First.PlusDays(9));

        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File("activity.db"), Stop));
        Assert.Empty(Directory.GetFiles(_folder.Path, "spool*"));
    }

    [Theory]
    [InlineData("magic", 0, 9, "There is no strategy magic. Known are ramp, percentile, coached, quota, fixed, drift, and all")]
    [InlineData("ramp", 9, 0, "--from must not be after --to.")]
    [InlineData("ramp", 40, 50, "No day of ada from 2026-07-11 to 2026-07-21 is scored")]
    public async Task What_cannot_be_simulated_is_answered_in_a_sentence(string strategy, int from, int to, string sentence)
    {
        await LiveAsync(10);

        var problem = await Assert.ThrowsAsync<VerbProblemException>(
            () => SimulateAsync(strategy, First.PlusDays(from), First.PlusDays(to)));

        Assert.StartsWith(sentence, problem.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    async Task<string[]> SimulateAsync(string strategy, LocalDate from, LocalDate to, int? fixedSteps = null)
    {
        var config = new ServiceConfig
        {
            Household = new Household([Ada]),
            Storage = new StorageOptions { Folder = _folder.Path },
            Spool = new SpoolOptions { Folder = _folder.Path },
        };
        var output = new StringWriter();
        await SimulateVerb.RunAsync(config, Ada, new Simulation(strategy, from, to, fixedSteps), output, Stop);
        return output.ToString().Split('\n');
    }

    async Task<Fold> LiveAsync(int days)
    {
        var life = new Fold(Ada) { Next = First };
        await using var store = new SqliteStore(
            new SqliteStoreOptions { Folder = _folder.Path }, NullLogger<SqliteStore>.Instance, TimeProvider.System);
        await store.PrepareAsync(Stop);
        for (var day = 0; day < days; day++)
        {
            var report = life.Live(6500);
            await store.AppendDaysAsync([StoredReports.Row(report, StoredReports.Canonical(report), 1, 0)], Stop);
        }
        return life;
    }

    static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
