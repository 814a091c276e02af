using ActivitySync.Core.Telemetry;
using ActivitySync.IntegrationTests.Support;
using ActivitySync.Storage;
using ActivitySync.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.IntegrationTests.Storage;

/// <summary>Moving house: from SQLite to InfluxDB and back, without losing a digit.</summary>
public sealed class StoreCopyTests(InfluxFixture influx) : IDisposable
{
    const long June = 1_717_200_000_000;

    readonly List<string> _folders = [];

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_SQLite_to_InfluxDB_and_back_everything_is_the_same()
    {
        await using var first = await SqliteAsync();
        await using var middle = await RealInflux.OpenAsync(influx);
        await using var last = await SqliteAsync();
        await middle.PrepareAsync(Stop);
        await FillAsync(first);

        var dry = await CopyAsync(first, middle, isDry: true);
        Assert.Empty(await middle.ReadWearersAsync(Stop));
        var there = await CopyAsync(first, middle);
        var again = await CopyAsync(first, middle);
        var back = await CopyAsync(middle, last);

        const int Rows = 6_060 + 6 + 3 + 50 + 1;
        Assert.Equal((2, 6_060, 6, 3, 50, 1), (there.Wearers, there.Samples, there.Days, there.Targets, there.Hours, there.Progress));
        Assert.Equal([Rows, Rows, 0, Rows], ((StoreCopyReport[])[dry, there, again, back]).Select(report => report.Written));
        Assert.All((StoreCopyReport[])[there, again, back], report =>
        {
            Assert.Equal(0, report.Missing);
            Assert.Equal(there.FromSha256, report.FromSha256);
            Assert.Equal(there.FromSha256, report.ToSha256);
        });
        Assert.Equal(777, await last.ReadRawFromAsync("ann", Stop));
        foreach (var wearer in (string[])["ann", "ben"])
        {
            Assert.Equal(
                await first.ReadStepsAsync(wearer, 0, long.MaxValue, Stop),
                await last.ReadStepsAsync(wearer, 0, long.MaxValue, Stop));
            Assert.Equal(
                await first.ReadHeartRatesAsync(wearer, 0, long.MaxValue, Stop),
                await last.ReadHeartRatesAsync(wearer, 0, long.MaxValue, Stop));
            Assert.Equal(
                await first.ReadJournalAsync(wearer, 0, long.MaxValue, Stop),
                await last.ReadJournalAsync(wearer, 0, long.MaxValue, Stop));
        }
    }

    public void Dispose() => _folders.ForEach(folder => Directory.Delete(folder, recursive: true));

    [Fact]
    public async Task A_copy_that_was_broken_off_goes_on_and_what_is_wrong_there_is_put_right()
    {
        await using var first = await SqliteAsync();
        await using var second = await RealInflux.OpenAsync(influx);
        await second.PrepareAsync(Stop);
        await FillAsync(first);
        var part = new SampleBatch();
        part.Steps.AddRange((await first.ReadStepsAsync("ann", 0, long.MaxValue, Stop)).Take(700));
        part.Steps[5] = part.Steps[5] with { Count = 1 }; // of two readings of a counter at one instant the larger stands
        await second.WriteAsync(part, Stop);

        var report = await CopyAsync(first, second);

        Assert.Equal(6_060 + 6 + 3 + 50 + 1 - 699, report.Written);
        Assert.Equal(0, report.Missing);
        Assert.Equal(report.FromSha256, report.ToSha256);
    }

    static Task<StoreCopyReport> CopyAsync(IStore from, IStore to, bool isDry = false) =>
        new StoreCopy(from, to, NullLogger<StoreCopy>.Instance).RunAsync(isDry, Stop);

    async Task<SqliteStore> SqliteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("activitysync-copy-").FullName;
        _folders.Add(folder);
        var store = new SqliteStore(new() { Folder = folder }, NullLogger<SqliteStore>.Instance, TimeProvider.System);
        await store.PrepareAsync(Stop);
        return store;
    }

    // Two wearers, four weeks, with a reading from a device whose clock was at the beginning of time.
    static async Task FillAsync(SqliteStore store)
    {
        foreach (var wearer in (string[])["ann", "ben"])
        {
            var batch = new SampleBatch();
            for (var i = 0; i < 1_000; i++)
            {
                var timeMs = June + (i * 40L * 60_000);
                batch.Steps.Add(new(wearer, "watch", CounterKind.Delta, timeMs, i, 60_000));
                batch.Steps.Add(new(wearer, "phone", CounterKind.SinceBoot, timeMs, i * 7L, 0, $"boot-{i / 100}"));
                batch.HeartRates.Add(new(wearer, "watch", timeMs + 1, 60 + (i % 50)));
            }
            for (var i = 0; i < 29; i++)
            {
                batch.Journal.Add(new(wearer, JournalKind.Pain, June + i, 0.1m * i, i % 2 == 0 ? "ü \"x\" \\" : null));
            }
            batch.Journal.Add(new(wearer, JournalKind.Note, 1_000, null, "clock at the beginning of time"));
            await store.WriteAsync(batch, Stop);
        }
        await store.AppendDaysAsync(
            [.. Enumerable.Range(1, 6).Select(i => new DayRow(
                "ann", new LocalDate(2024, 6, 1 + (i / 3)), i, 1, June, $$"""{"n":{{i}}}""",
                [DayField.Of("steps", i), DayField.Of("score", i / 2.0)]))], Stop);
        await store.AppendHoursAsync(
            [.. Enumerable.Range(0, 25).SelectMany(i => (HourRow[])[Hour(i, 1), Hour(i, 2)])], Stop);
        await store.AppendProgressAsync([new("ann", June, 1, null, 3)], Stop);
        await store.MarkRawFromAsync("ann", 777, Stop);
        await store.AppendTargetsAsync(
            [.. Enumerable.Range(1, 3).Select(i => new TargetRow("ben", new LocalDate(2024, 6, 1), i, 5000 + i, "HOLD", "", "{}"))],
            Stop);
    }

    static HourRow Hour(int hour, int revision) => new(
        "ann", new LocalDate(2024, 6, 1), hour, revision, June + (hour * 3_600_000L), 60, hour * revision, 0, hour,
        hour % 2 == 0 ? 60.5 : null);
}
