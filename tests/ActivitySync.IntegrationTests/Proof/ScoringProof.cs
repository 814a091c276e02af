using System.Diagnostics;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Ingest;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Jobs;
using ActivitySync.Storage;
using ActivitySync.Storage.Influx;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.IntegrationTests.Proof;

/// <summary>
/// What it costs when the day of many wearers closes at once, each with 192 readings of steps and 192 of heart rate in it.
/// tests/bench-scoring runs it with thousands; here it shows that all are scored, all the same way.
/// </summary>
public sealed class ScoringProof
{
    const int Walks = 192;
    const long ReadingMs = 5 * Some.MinuteMs;
    const int WearersAtOnce = 50;

    static readonly LocalDate Yesterday = new(2026, 6, 14);
    static readonly long Morning = Some.Noon - (30 * Some.HourMs);
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SQLite")]
    [InlineData("InfluxDB")]
    public async Task The_day_of_many_closes_at_once(string store)
    {
        var wearers = ProofRun.Count("PROOF_WEARERS", inShort: 40);
        await CloseAsync(store, wearers, daysBefore: 0);
        await CloseAsync(store, wearers, daysBefore: 1);
        await CloseAsync(store, wearers, daysBefore: ProofRun.Count("PROOF_HISTORY", inShort: 3));
    }

    static async Task CloseAsync(string store, int count, int daysBefore)
    {
        await using var influx = store == "InfluxDB" ? await StartInfluxAsync() : null;
        Wearer[] wearers = [.. Enumerable.Range(0, count).Select(number => Some.Wearer($"w{number}", "UTC"))];
        await using var road = new Tests.Support.Road(new NativeFormat(), influx is null ? null : Influx(influx), wearers);
        await road.PrepareAsync(Stop);
        await LiveBeforeAsync(road, wearers, daysBefore);
        foreach (var some in wearers.Chunk(WearersAtOnce))
        {
            await road.Store.WriteAsync(Samples(some, Morning), Stop);
        }
        road.Spool.State.Touch([.. wearers.Select(wearer => new DayKey(wearer.Id, Yesterday))]);

        using var process = Process.GetCurrentProcess();
        var (started, usedBefore) = (TimeProvider.System.GetTimestamp(), process.TotalProcessorTime);
        var revisions = await road.Scorer.RunAsync(Stop);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        var used = (process.TotalProcessorTime - usedBefore).TotalSeconds;

        Assert.Equal(count, revisions);
        Assert.Empty(road.Spool.State.TouchedDays());
        Assert.Single(await SameReportsAsync(road, wearers));
        ProofRun.Figure($"{store}, {count} wearers, {daysBefore} days before: closed",
            $"{seconds:0.00} s, {used:0.00} CPU s of ours");
    }

    // Whoever walked alike has the same report but for the name.
    static async Task<HashSet<string>> SameReportsAsync(Tests.Support.Road road, Wearer[] wearers)
    {
        var reports = new HashSet<string>();
        foreach (var wearer in wearers)
        {
            var row = Assert.Single(await road.Store.ReadDaysAsync(wearer.Id, Yesterday, Yesterday, Stop));
            Assert.Equal(Walks * 30, StoredReports.Parse(row).Steps);
            reports.Add(StoredReports.Canonical(StoredReports.Parse(row) with { Wearer = "" }));
        }
        return reports;
    }

    static SampleBatch Samples(Wearer[] wearers, long morning)
    {
        var batch = new SampleBatch();
        foreach (var wearer in wearers)
        {
            for (var number = 1; number <= Walks; number++)
            {
                var timeMs = morning + (number * ReadingMs);
                batch.Steps.Add(new StepSample(wearer.Id, "watch", CounterKind.Delta, timeMs, 30, ReadingMs, null));
                batch.HeartRates.Add(new HeartRateSample(wearer.Id, "watch", timeMs, 60 + (number % 30)));
            }
        }
        return batch;
    }

    // The same day again and again, as reports: what was long ago is known from them alone. The last of them is scored the
    // evening before, as in a service that runs.
    static async Task LiveBeforeAsync(Tests.Support.Road road, Wearer[] wearers, int days)
    {
        if (days == 0)
        {
            return;
        }
        var last = Yesterday.PlusDays(-1);
        foreach (var some in wearers.Chunk(WearersAtOnce))
        {
            await road.Store.WriteAsync(Samples(some, Morning - (24 * Some.HourMs)), Stop);
        }
        var first = (await road.Scorer.ScoreRangeAsync(wearers[0], last, last, new HashSet<LocalDate> { last }, Stop)).Reports[0].Report;
        await road.Store.EraseAsync(wearers[0].Id, Stop);
        await road.Store.WriteAsync(Samples([wearers[0]], Morning - (24 * Some.HourMs)), Stop);
        foreach (var some in wearers.Chunk(WearersAtOnce))
        {
            await road.Store.AppendDaysAsync(
                [.. some.SelectMany(wearer => Enumerable.Range(1, days - 1).Select(day => Row(first with { Wearer = wearer.Id, Date = last.PlusDays(-day) })))],
                Stop);
        }
        road.Spool.State.Touch([.. wearers.Select(wearer => new DayKey(wearer.Id, last))]);
        road.Time.MoveTo(Some.NoonTime.AddDays(-1));
        Assert.Equal(wearers.Length, await road.Scorer.RunAsync(Stop));
        road.Time.MoveTo(Some.NoonTime);
    }

    static DayRow Row(DayReport report) => StoredReports.Row(report, StoredReports.Canonical(report), 1, Some.Noon);

    static async Task<InfluxServer> StartInfluxAsync()
    {
        InfluxFixture.RequireInstalled();
        return await InfluxServer.StartAsync("", Stop);
    }

    static InfluxStore Influx(InfluxServer server) => new(
        new InfluxStoreOptions { Url = server.Url.ToString() }, null, NullLogger<InfluxStore>.Instance, TimeProvider.System);
}
