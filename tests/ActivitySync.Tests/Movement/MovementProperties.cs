using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace ActivitySync.Tests.Movement;

public sealed class MovementProperties
{
    static readonly Wearer Ada = Given.Wearer("Europe/Berlin", "watch", "phone");
    static readonly LocalDay Day = Given.Day(Ada);
    static readonly string[] Devices = ["watch", "phone", "band"];

    static readonly DateTimeZone[] Zones =
        [.. NodaTime.TimeZones.TzdbDateTimeZoneSource.Default.CanonicalIdMap.Values.Distinct().Order()
            .Select(id => DateTimeZoneProviders.Tzdb[id])];

    /// <summary>Any readings of any devices around the day, one a stream and instant, as a store gives them.</summary>
    static readonly Gen<StepSample[]> Readings =
        from count in Gen.Choose(0, 60)
        from samples in Reading().ArrayOf(count)
        select samples.DistinctBy(sample => (sample.Device, sample.Counter, sample.TimeMs)).ToArray();

    static readonly Gen<HeartRateSample[]> Hearts =
        from count in Gen.Choose(0, 200)
        from samples in (
            from device in Gen.Elements(Devices)
            from minute in Gen.Choose(0, 1439)
            from bpm in Gen.Choose(20, 230)
            select new HeartRateSample("ada", device, Day.StartMs + minute * Given.Minute, bpm)).ArrayOf(count)
        select samples.DistinctBy(sample => (sample.Device, sample.TimeMs)).ToArray();

    static Gen<StepSample> Reading() =>
        from device in Gen.Elements(Devices)
        from kind in Gen.Elements(CounterKind.Delta, CounterKind.SinceMidnight, CounterKind.SinceBoot, CounterKind.Lifetime)
        from second in Gen.Choose(-48 * 3600, 72 * 3600)
        from steps in Gen.Choose(0, 4000)
        from length in Gen.Elements(0, 30, 60, 900, 3600, 7200)
        select Given.Steps(
            Day.StartMs + second * 1000L, steps, kind, kind == CounterKind.Delta ? length * 1000L : 0, device);

    static byte[] ReportOf(IReadOnlyList<StepSample> steps, IReadOnlyList<HeartRateSample> hearts) => DayReportJson.Write(
        DayScoring.Score(Ada, Given.Derived(Ada, Day, steps, hearts), [], [], ScoringOptions.Default));

    static void Holds<T>(Gen<T> cases, Func<T, bool> property, int times = 300) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(times), Prop.ForAll(cases.ToArbitrary(), property));

    [Fact]
    [Edge("1", "order of arrival and duplicates never matter")]
    public void Order_of_arrival_and_duplicates_never_matter() => Holds(
        from steps in Readings
        from hearts in Hearts
        from shuffled in Gen.Shuffle(steps)
        from again in Gen.Shuffle(hearts)
        select (steps, hearts, shuffled, again),
        data => ReportOf(data.steps, data.hearts).AsSpan().SequenceEqual(
            ReportOf([.. data.shuffled, .. data.steps.Take(20)], [.. data.again])));

    [Fact]
    public void What_cannot_bear_on_a_day_changes_nothing_when_it_is_left_out() => Holds(
        from steps in Readings
        from parts in Gen.Choose(1, 5)
        select (steps, parts),
        data =>
        {
            var bearing = new BearingSteps(Day, MovementOptions.Default);
            foreach (var part in data.steps.Chunk((data.steps.Length / data.parts) + 1))
            {
                bearing.Add(part);
            }
            return ReportOf(bearing.ToList(), []).AsSpan().SequenceEqual(ReportOf(data.steps, []));
        }, times: 2_000);

    [Fact]
    public void Merged_total_is_at_least_the_most_trusted_device_and_at_most_all_together() => Holds(Readings, steps =>
    {
        var movement = Given.Derived(Ada, Day, steps);
        var alone = Devices.Select(device => Given.Derived(Ada, Day, [.. steps.Where(sample => sample.Device == device)]).Steps).ToArray();
        var first = movement.Devices.Count == 0 ? 0 : movement.Devices[0].CountedSteps + movement.Devices[0].OverlapSteps;
        return movement.Steps <= alone.Sum() && movement.Steps >= first &&
            movement.Steps == movement.Devices.Sum(device => device.CountedSteps) &&
            movement.Devices.All(device => device.OverlapSteps >= 0);
    });

    [Fact]
    public void Devices_that_saw_parts_of_one_truth_merge_between_the_largest_and_their_sum() => Holds(
        from truth in Gen.Choose(0, 180).ArrayOf(240)
        from seen in Gen.Choose(0, 7).ArrayOf(240)
        select (truth, seen),
        data =>
        {
            var parts = Devices.Select((device, i) => Given.MinuteSteps(
                Day, data.truth.Select((steps, minute) => (data.seen[minute] >> i & 1) == 1 ? steps : -1), device)).ToArray();
            var totals = parts.Select(part => part.Sum(sample => sample.Count)).ToArray();
            var merged = Given.Derived(Ada, Day, [.. parts.SelectMany(part => part)]).Steps;
            var known = data.truth.Where((_, minute) => data.seen[minute] != 0).Sum();
            return merged == known && merged >= totals.Max() && merged <= totals.Sum();
        });

    [Fact]
    public void Correction_downwards_lowers_the_total() => Holds(
        from counts in Gen.Choose(1, 200).ArrayOf(120)
        from minute in Gen.Choose(0, 119)
        from less in Gen.Choose(0, 199)
        select (counts, minute, less),
        data =>
        {
            var corrected = data.counts.ToArray();
            corrected[data.minute] = Math.Max(0, data.counts[data.minute] - 1 - data.less);
            return Given.Derived(Ada, Day, Given.MinuteSteps(Day, corrected)).Steps ==
                data.counts.Sum() - data.counts[data.minute] + corrected[data.minute];
        });

    [Fact]
    public void Days_of_an_interval_share_its_steps_without_losing_one() => Holds(
        from steps in Gen.Choose(0, 100_000)
        from startMinute in Gen.Choose(-2880, 0)
        from second in Gen.Choose(0, 172_800)
        select (steps, startMs: Day.StartMs + startMinute * Given.Minute, lengthMs: second * 1000L + 1),
        data =>
        {
            List<StepSample> samples = [Given.Steps(data.startMs + data.lengthMs, data.steps, lengthMs: data.lengthMs)];
            var counted = LocalDays.Overlapping(Ada, Day.StartMs - 72 * Given.Hour, Day.EndMs + 72 * Given.Hour)
                .Sum(day => Given.Derived(Ada, day, samples).Steps);
            var isPlausible = data.steps * 60_000L <= 220 * Math.Max(data.lengthMs, Given.Minute);
            return counted == (isPlausible ? data.steps : 0);
        });

    [Fact]
    public void Minutes_get_what_largest_remainder_gives() => Holds(
        from steps in Gen.Choose(0, 5000)
        from start in Gen.Choose(0, 119_999)
        from length in Gen.Choose(1, 3_600_000)
        select (steps, start, length),
        data =>
        {
            var minutes = new int[64];
            Apportion.ToMinutes(minutes, 0, data.start, data.start + data.length, data.steps);
            return minutes.SequenceEqual(LargestRemainder(data.steps, data.start, data.length));
        }, 2000);

    static int[] LargestRemainder(int steps, int start, int length)
    {
        var shares = Enumerable.Range(0, 64).Select(minute => (long)steps * Math.Max(
            0, Math.Min(start + length, (minute + 1) * 60_000) - Math.Max(start, minute * 60_000))).ToArray();
        var minutes = shares.Select(share => (int)(share / length)).ToArray();
        foreach (var minute in Enumerable.Range(0, 64).OrderByDescending(i => shares[i] % length).Take(steps - minutes.Sum()))
        {
            minutes[minute]++;
        }
        return minutes;
    }

    [Fact]
    [Edge("6", "days tile time in every zone from 1970 to 2035")]
    public void Days_tile_time_in_every_zone()
    {
        foreach (var zone in Zones)
        {
            var wearer = new Wearer { Id = "ada", Zones = new ZoneTimeline(zone) };
            var freeMs = long.MinValue;
            for (var date = new LocalDate(1970, 1, 2); date.Year < 2036; date = date.PlusDays(1))
            {
                if (LocalDays.Of(wearer, date) is not { } day)
                {
                    continue;
                }
                Assert.True(freeMs == long.MinValue || day.StartMs == freeMs, $"{zone.Id} {date}");
                freeMs = day.EndMs;
            }
        }
    }

    [Fact]
    public void Every_instant_is_in_the_day_of_its_date() => Holds(
        from zone in Gen.Elements(Zones)
        from next in Gen.Elements(Zones)
        from move in Gen.Choose(0, 2_000_000_000)
        from near in Gen.Choose(-200_000, 200_000)
        from hour in Gen.Choose(0, 23)
        select (zone, next, move, timeMs: (move + near) * 1000L, hour),
        data =>
        {
            var wearer = new Wearer
            {
                Id = "ada",
                Zones = new ZoneTimeline(data.zone, [(Instant.FromUnixTimeSeconds(data.move), data.next)]),
                DayStart = new LocalTime(data.hour, 0),
            };
            var day = LocalDays.Of(wearer, LocalDays.DateAt(wearer, data.timeMs));
            return day!.Contains(data.timeMs) && LocalDays.Overlapping(wearer, data.timeMs, data.timeMs + 1).Single() == day;
        }, 3000);
}
