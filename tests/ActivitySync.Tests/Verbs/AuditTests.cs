using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using ActivitySync.Verbs;
using NodaTime;

namespace ActivitySync.Tests.Verbs;

/// <summary>What the verbs about totals print, from real files.</summary>
public sealed class AuditTests : IDisposable
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    static readonly LocalDate Monday = new(2026, 6, 15);

    readonly TransferScene _scene = new();

    [Fact]
    public async Task Audit_lists_each_stream_with_its_gaps_and_what_is_told_again()
    {
        await StoreAsync();
        var output = new StringWriter();

        await AuditVerb.RunAsync(
            _scene.Config, new Audit(Ana, Monday.PlusDays(-1), Monday, 60), TimeProvider.System, output, Stop);

        var lines = output.ToString().Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains("phone interval_total 2026-06-15 13:00 2026-06-15 15:00 2 0 0 ≥ 0 1 0 0", lines);
        Assert.Contains("watch since_midnight 2026-06-15 10:00 2026-06-15 14:30 5 1 150 ≥ 0 0 0 0", lines);
        Assert.Contains("watch heart_rate 2026-06-15 12:00 2026-06-15 12:00 1 0 0 ≥ 0 0 0 0", lines);
    }

    [Fact]
    public async Task Audit_tells_of_clocks_that_stand_away_and_of_no_others()
    {
        await StoreAsync();
        await using (var session = await StoreSession.OpenAsync(_scene.Config, Stop))
        {
            session.Spool.Devices.Heard([("ana", "watch", Some.Noon), ("ana", "phone", Some.Noon), ("ana", "ring", Some.Noon), ("ben", "watch", Some.Noon)]);
            session.Spool.Devices.Offset([("ana", "watch", 402_000), ("ana", "phone", -150_000), ("ben", "watch", 900_000)]);
        }
        var output = new StringWriter();

        await AuditVerb.RunAsync(
            _scene.Config, new Audit(Ana, Monday.PlusDays(-1), Monday, 60), TimeProvider.System, output, Stop);

        Assert.Equal(
            [
                "Clock: readings of phone are stamped 2.5 min after they arrive. Its clock is ahead; set it. Nothing was corrected.",
                "Clock: readings of watch are stamped 6.7 min before they arrive. Its clock is behind or it delivers late; set the clock " +
                "if it is wrong. Nothing was corrected.",
            ], output.ToString().Split('\n').Where(line => line.StartsWith("Clock", StringComparison.Ordinal)));
    }

    [Fact]
    [Edge("1", "steps that may be lost between the last reading and midnight are shown as a gap")]
    public async Task Explain_tells_where_each_step_went_and_what_was_set_aside()
    {
        await StoreAsync();
        var output = new StringWriter();

        await ExplainVerb.RunAsync(_scene.Config, Ana, Monday, output, Stop);

        var text = output.ToString();
        var lines = text.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        // 5,300 of the counter and 200 strewn in; of the phone's 1,500 from twelve to three, a shorter 600 was replaced.
        Assert.Contains(lines, line => line.StartsWith("watch since_midnight 5,500 5,300 0 0 0 0 200 0", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("phone interval_total 2,100 ", StringComparison.Ordinal));
        Assert.Contains("Set aside: watch since_midnight at 10:30, 120 steps: MIXED", text, StringComparison.Ordinal);
        Assert.Contains("watch mixes two kinds of count: 2 readings were left out", text, StringComparison.Ordinal);
        Assert.Contains("watch: 570 minutes without data; 14:30–00:00.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_leads_to_the_page_about_differences_which_is_there()
    {
        await StoreAsync();
        var output = new StringWriter();

        await ExplainVerb.RunAsync(_scene.Config with { Folder = Repository.PathTo("config") }, Ana, Monday, output, Stop);

        var line = Assert.Single(output.ToString().Split('\n'), line => line.StartsWith("Why a number may differ", StringComparison.Ordinal));
        var page = File.ReadAllText(line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..].Trim());
        // Every column of the table above is spoken of.
        Assert.All((string[])["told", "counted", "overlap", "repeated", "replaced", "implausible", "mixed", "other"],
            column => Assert.Contains($"`{column}`", page, StringComparison.Ordinal));
        await ExplainVerb.RunAsync(_scene.Config, Ana, Monday, output, Stop);
        Assert.EndsWith("config/why-my-number-differs.md where ActivitySync came from", output.ToString().Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_says_which_of_contradicting_readings_stands()
    {
        await StoreAsync();
        await using (var session = await StoreSession.OpenAsync(_scene.Config, Stop))
        {
            session.Spool.Complete([], [], [], [], new StreamNotes(
                [Received("watch", "since_midnight", 5), Received("phone", "interval_total", 4), Received("watch", "heart_rate", 9)], [], []));
        }
        var output = new StringWriter();

        await ExplainVerb.RunAsync(_scene.Config, Ana, Monday, output, Stop);

        Assert.Equal(
            ["Received again: phone interval_total, 2 readings of moments already told of. Of each moment one stands: what its sender " +
             "stated later (as_of), else the larger."],
            output.ToString().Split('\n').Where(line => line.StartsWith("Received again", StringComparison.Ordinal)));
    }

    static StreamTally Received(string device, string stream, long count) =>
        new("ana", device, stream, Monday, "native", $"activitysync/v1/ana/{device}/steps", count);

    [Fact]
    public void A_stream_without_a_pause_has_no_gap() => Assert.Equal((0, 0L, 2), StreamAudit.Of(
        [Delta(1), Delta(2)], [], 1).Select(stream => (stream.Gaps, stream.LongestGapMs, stream.Readings)).Single());

    public void Dispose() => _scene.Dispose();

    Wearer Ana => _scene.Config.Household.ById["ana"] with { DevicePriority = ["watch"] };

    static StepSample Delta(int minute) => new("ana", "watch", CounterKind.Delta, Some.Noon + (minute * Some.MinuteMs), 1, Some.MinuteMs);

    async Task StoreAsync()
    {
        await using var session = await StoreSession.OpenAsync(_scene.Config, Stop);
        var batch = new SampleBatch();
        foreach (var (minutes, count) in new[] { (-120, 5_000), (-90, 120), (-60, 5_200), (-30 + 120, 80), (150, 5_300) })
        {
            batch.Steps.Add(new("ana", "watch", CounterKind.SinceMidnight, Some.Noon + (minutes * Some.MinuteMs), count));
        }
        batch.Steps.Add(new("ana", "phone", CounterKind.IntervalTotal, Some.Noon + Some.HourMs, 600, Some.HourMs));
        batch.Steps.Add(new("ana", "phone", CounterKind.IntervalTotal, Some.Noon + (3 * Some.HourMs), 1_500, 3 * Some.HourMs));
        batch.HeartRates.Add(new("ana", "watch", Some.Noon, 60));
        await session.Store.WriteAsync(batch, Stop);
    }
}
