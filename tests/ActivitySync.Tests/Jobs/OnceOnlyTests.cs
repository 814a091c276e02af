using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace ActivitySync.Tests.Jobs;

/// <summary>Each day is scored once: on the days the clocks change, and when two instances score it.</summary>
public sealed class OnceOnlyTests
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    // Berlin goes forward on 29 March and back on 25 October 2026.
    [Theory]
    [InlineData(2026, 3, 29, 23)]
    [InlineData(2026, 10, 25, 25)]
    public async Task A_day_on_which_the_clock_changes_is_scored_once_at_its_own_length(int year, int month, int dayOfMonth, int hours)
    {
        var date = new LocalDate(year, month, dayOfMonth);
        await using var road = new Road(Some.Wearer(zone: "Europe/Berlin"));
        await road.PrepareAsync(Stop);
        var day = LocalDays.Of(road.Wearer, date)!;
        Live(road, day);
        await road.DrainAsync(Stop);

        // A wake every quarter of an hour from the evening before through the day after.
        var scored = 0;
        for (var at = day.StartMs - (6 * Some.HourMs); at < day.EndMs + (20 * Some.HourMs); at += 15 * Some.MinuteMs)
        {
            road.Time.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(at));
            scored += await road.Scorer.RunAsync(Stop);
        }

        Assert.Equal(hours * Some.HourMs, day.EndMs - day.StartMs);
        Assert.Equal(1, scored);
        var row = Assert.Single(await road.Store.ReadDayRevisionsAsync("ana", date, Stop));
        Assert.Equal((day.StartMs, day.EndMs), (StoredReports.Parse(row).StartMs, StoredReports.Parse(row).EndMs));
        Assert.Single(road.Events);
    }

    [Fact]
    public async Task Two_instances_that_score_the_same_days_leave_one_result()
    {
        await using var road = new Road(Some.Wearer(zone: "UTC"));
        await road.PrepareAsync(Stop);
        for (var offset = -6; offset < 0; offset++)
        {
            road.ReceiveDay(Some.Noon - (12 * Some.HourMs) + (offset * Some.DayMs), 8);
        }
        await road.DrainAsync(Stop);
        using var folder = new TempFolder();
        using var otherSpool = new MessageSpool(new SpoolOptions { Folder = folder.Path }, NullLogger<MessageSpool>.Instance, TimeProvider.System);
        otherSpool.State.Touch([.. road.Spool.State.TouchedDays().Select(day => new DayKey(day.Wearer, day.Date))]);
        using var other = new DayScorer(road.Store, otherSpool, new Household([road.Wearer]),
            new DayRules(new MovementOptions(), new ScoringOptions()), Road.Jobs,
            new PublicationWriter(new MqttOptions(), new PublishOptions()), NullLogger<DayScorer>.Instance, road.Time);

        await Task.WhenAll(road.Scorer.RunAsync(Stop), other.RunAsync(Stop));
        await other.RunAsync(Stop);
        await road.Scorer.RunAsync(Stop);

        var days = await road.Store.ReadDaysAsync("ana", new LocalDate(2026, 6, 1), new LocalDate(2026, 6, 15), Stop);
        Assert.Equal(6, days.Count);
        foreach (var day in days)
        {
            Assert.Single(await road.Store.ReadDayRevisionsAsync("ana", day.Date, Stop));
        }
        foreach (var target in await road.Store.ReadTargetsAsync("ana", new LocalDate(2026, 6, 1), new LocalDate(2026, 6, 15), Stop))
        {
            Assert.Single(await road.Store.ReadTargetRevisionsAsync("ana", target.Date, Stop));
        }
    }

    static void Live(Road road, LocalDay day)
    {
        road.Time.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(day.EndMs));
        for (var from = day.StartMs; from < day.EndMs; from += Some.HourMs)
        {
            road.Receive("activitysync/v1/ana/watch/steps",
                $$"""{"from":{{from}},"ts":{{from + Some.HourMs}},"steps":300,"counter":"delta"}""");
        }
    }
}
