using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Jobs;
using ActivitySync.Spool;
using ActivitySync.Storage;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Jobs;

/// <summary>What scoring holds of the past makes no difference to any report, and is not taken where it is not true.</summary>
public sealed class PastDaysTests
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    const long Midnight = Some.Noon - (12 * Some.HourMs);
    const int Days = 90;

    static readonly LocalDate First = new(2026, 6, 15);

    [Fact]
    public async Task Every_report_is_the_same_with_and_without()
    {
        await using var with = new Road(Some.Wearer(zone: "UTC"));
        await using var without = new Road(Some.Wearer(zone: "UTC"));

        await LiveAsync(with, forget: false);
        await LiveAsync(without, forget: true);

        var rows = await RevisionsAsync(with);
        Assert.Equal(await RevisionsAsync(without), rows);
        Assert.Contains(rows, row => row.Revision > 1);
        Assert.Contains(rows, row => StoredReports.Parse(row).Targets is not null);
    }

    [Fact]
    public async Task The_next_day_needs_only_the_last_report()
    {
        await using var road = new Road(Some.Wearer(zone: "UTC"));
        for (var day = 0; day < 20; day++)
        {
            await LiveDayAsync(road, day, 20 + day);
            await CloseAsync(road, day);
        }
        var rows = await RevisionsAsync(road);
        await using var poor = new Road(Some.Wearer(zone: "UTC"));
        await poor.Store.AppendDaysAsync([rows[^2]], Stop);
        await LiveDayAsync(poor, 18, 38);
        await LiveDayAsync(poor, 19, 39);
        poor.Spool.State.Scored(poor.Spool.State.TouchedDays().Where(day => day.Date == First.PlusDays(18)).ToList(), []);
        poor.Spool.State.Scored([], [], past: [HeldAfter(rows.SkipLast(1).ToList())]);

        await CloseAsync(poor, 19);

        Assert.Equal(rows[^1].Report, (await RevisionsAsync(poor))[^1].Report);
    }

    [Theory]
    [InlineData("another revision")]
    [InlineData("a newer day")]
    [InlineData("another layout")]
    [InlineData("too short a time")]
    public async Task What_is_not_what_is_stored_is_not_taken(string how)
    {
        await using var road = new Road(Some.Wearer(zone: "UTC"));
        await LiveDayAsync(road, 0, 20);
        await CloseAsync(road, 0);
        var row = Assert.Single(await RevisionsAsync(road));
        var held = road.Spool.PastDays.Of("ana")!;
        Assert.NotNull(await TakeAsync(held));
        var newer = StoredReports.Parse(row) with { Date = row.Date.PlusDays(1) };
        held = how switch
        {
            "another layout" => held with { Days = [99, .. held.Days.Skip(1)] },
            "too short a time" => held with { From = First },
            _ => held,
        };
        await road.Store.AppendDaysAsync(how switch
        {
            "another revision" => [row with { Revision = 2 }],
            "a newer day" => [StoredReports.Row(newer, StoredReports.Canonical(newer), 1, row.ComputedMs)],
            _ => [],
        }, Stop);

        Assert.Null(await TakeAsync(held));

        Task<KnownPast?> TakeAsync(HeldDays from) => KnownPast.OfAsync(from, First.PlusDays(1), First.PlusDays(1), road.Store, Stop);
    }

    [Fact]
    public async Task What_the_disk_changed_is_not_taken()
    {
        await using var road = new Road(Some.Wearer(zone: "UTC"));
        await LiveDayAsync(road, 0, 20);
        await CloseAsync(road, 0);
        Assert.NotNull(road.Spool.PastDays.Of("ana"));

        road.Spool.State.Write(transaction => road.Spool.State.Run(transaction, "UPDATE past_days SET days = x'0100'"));

        Assert.Null(road.Spool.PastDays.Of("ana"));
    }

    [Fact]
    public void Days_read_back_as_they_were()
    {
        List<PastDay> days =
        [
            new() { Date = First, Validity = Validity.Insufficient, Excuse = Excuse.None, Met = Attainment.None, HasTarget = false, HasReadings = false },
            new()
            {
                Date = First.PlusDays(1), Validity = Validity.Valid, Excuse = Excuse.Rest, Met = Attainment.Met, HasTarget = true,
                HasReadings = true, Steps = 12_345, Effort = new PastEffort(1, 2_999, 65_535), DayRestingBpm = 58.25m, ToldRestingBpm = 1m / 3,
            },
            new() { Date = First.PlusDays(3), Validity = Validity.Irregular, Excuse = Excuse.Journey, Met = Attainment.Unknown, HasTarget = true, HasReadings = true, Steps = 0 },
        ];

        var bytes = PastDayBytes.Write(days);

        Assert.Equal(days, PastDayBytes.TryRead(bytes));
        Assert.Null(PastDayBytes.TryRead(bytes.AsSpan(0, bytes.Length - 1)));
        Assert.Null(PastDayBytes.TryRead([]));
    }

    // Three months, each day closed by itself; some evenings, an old day gets more or there is nothing at all.
    static async Task LiveAsync(Road road, bool forget)
    {
        for (var day = 0; day < Days; day++)
        {
            if (day % 11 != 7 && day is < 40 or > 56)
            {
                await LiveDayAsync(road, day, 15 + (day * 7 % 23));
            }
            foreach (var late in (int[])[day % 5 == 3 ? 1 : 0, day % 17 == 16 ? 6 : 0, day == 80 ? 70 : 0])
            {
                if (late > 0)
                {
                    await MoreAsync(road, day - late);
                }
            }
            if (forget)
            {
                road.Spool.PastDays.ForgetAll();
            }
            await CloseAsync(road, day);
        }
    }

    static Task LiveDayAsync(Road road, int day, int stepsPerMinute)
    {
        road.Time.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(DayMs(day + 1)));
        road.ReceiveDay(DayMs(day), stepsPerMinute);
        var beats = Enumerable.Range(0, 144).Select(ten => $$"""{"ts":{{DayMs(day) + (ten * 10 * Some.MinuteMs)}},"bpm":{{50 + ((day + ten) % 40)}}}""");
        road.Receive("activitysync/v1/ana/watch/heart_rate", $"[{string.Join(',', beats)}]");
        return road.DrainAsync(Stop);
    }

    static Task MoreAsync(Road road, int day)
    {
        road.Receive("activitysync/v1/ana/phone/steps",
            $$"""{"from":{{DayMs(day)}},"ts":{{DayMs(day) + Some.HourMs}},"steps":{{700 + day}},"counter":"delta"}""");
        return road.DrainAsync(Stop);
    }

    static Task<int> CloseAsync(Road road, int day)
    {
        road.Time.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(DayMs(day + 1) + Some.HourMs));
        return road.Scorer.RunAsync(Stop);
    }

    static HeldDays HeldAfter(List<DayRow> rows)
    {
        var last = rows[^1];
        return new HeldDays("ana", last.Date.PlusDays(-60), last.Date, last.Revision, last.ComputedMs,
            PastDayBytes.Write([.. rows.Select(row => PastDay.Of(StoredReports.Parse(row)))]));
    }

    static async Task<List<DayRow>> RevisionsAsync(Road road)
    {
        var rows = new List<DayRow>();
        for (var day = 0; day < Days; day++)
        {
            rows.AddRange((await road.Store.ReadDayRevisionsAsync("ana", First.PlusDays(day), Stop))
                .Select(row => row with { Fields = [] }));
        }
        return rows;
    }

    static long DayMs(int day) => Midnight + (day * 24 * Some.HourMs);
}
