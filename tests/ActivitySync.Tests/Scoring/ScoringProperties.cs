using ActivitySync.Core.Scoring;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace ActivitySync.Tests.Scoring;

public sealed class ScoringProperties
{
    static readonly TargetOptions Targets = TargetOptions.Default;

    static readonly Gen<Component?[]> Parts =
        from reached in Gen.Choose(0, 12_000).ArrayOf(4)
        from of in Gen.Choose(1, 10_000).ArrayOf(4)
        from present in Gen.Choose(0, 15)
        select new[] { 40, 25, 20, 15 }.Select((weight, i) =>
            (present >> i & 1) == 1 ? new Component(weight, reached[i], of[i]) : (Component?)null).ToArray();

    static void Holds<T>(Gen<T> cases, Func<T, bool> property, int times = 1000) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(times), Prop.ForAll(cases.ToArbitrary(), property));

    [Fact]
    [Edge("12", "integer points add up to the score")]
    public void Points_add_up_to_the_score() => Holds(Parts, parts => CompositeScore.Of(parts) is not { } score
        ? parts.All(part => part is null)
        : score.Points.Sum() == score.Score && score.Score is >= 0 and <= 100 &&
            score.Coverage == parts.Sum(part => part?.Weight ?? 0) &&
            score.Points.Select(point => point is null).SequenceEqual(parts.Select(part => part is null)));

    /// <summary>
    /// Stretching may lift the number, so what is compared is what was earned of 100: score × coverage. A score is a whole
    /// number, so each side may be off by half a point of its coverage.
    /// </summary>
    [Fact]
    [Edge("12", "a missing part is dropped and never raises what was earned")]
    public void Missing_parts_never_raise_what_was_earned() => Holds(
        from parts in Parts
        from gone in Gen.Choose(0, 3)
        select (parts, gone),
        data =>
        {
            var parts = data.parts.ToArray();
            var (all, coverageOfAll) = Earned(parts);
            parts[data.gone] = null;
            var (without, coverage) = Earned(parts);
            return without <= all + ((coverageOfAll + coverage) / 200m);
        });

    static (decimal Points, int Coverage) Earned(Component?[] parts) =>
        CompositeScore.Of(parts) is { } score ? (score.Score * score.Coverage / 100m, score.Coverage) : (0, 0);

    [Fact]
    public void Ramp_stays_between_floor_and_ceiling_and_under_its_cap() => Holds(
        from target in Gen.Choose(0, 15_000)
        from week in Gen.Choose(0, 25_000).ListOf()
        from before in Gen.Choose(0, 25_000).ListOf()
        from ceiling in Gen.Choose(1500, 12_000)
        from raises in Gen.Choose(0, 4)
        from flare in Gen.Elements(true, false)
        from policy in Gen.Elements(FlarePolicy.Hold, FlarePolicy.Deload, FlarePolicy.Ignore)
        select new TargetSituation
        {
            Current = target,
            Week = [.. week.Take(7).Select(steps => new TargetDay(steps, steps >= target))],
            Recent = [.. before.Concat(week.Take(7)).TakeLast(9)],
            Ceiling = ceiling / 50 * 50,
            ConsecutiveRaises = raises,
            InFlare = flare,
            FlarePolicy = policy,
        },
        situation =>
        {
            var from = Math.Clamp(situation.Current!.Value, Targets.Floor, situation.Ceiling);
            var next = new RampTarget().Decide(situation, Targets);
            return next.Steps >= Targets.Floor && next.Steps <= situation.Ceiling &&
                next.Steps * 10 <= from * 11 && next.Steps <= from + 1000 &&
                next.Sentence.Length > 0 && next.Choices.All(choice => choice <= next.Steps);
        });

    [Fact]
    public void Every_strategy_stays_between_floor_and_ceiling() => Holds(
        from strategy in Gen.Elements(TargetStrategies.All.Where(known => known.Name != "fixed").ToArray())
        from target in Gen.Choose(1500, 8000)
        from week in Gen.Choose(0, 25_000).ListOf()
        from isFirst in Gen.Elements(true, false)
        from middling in Gen.Choose(0, 1)
        from weeks in Gen.Choose(0, 60)
        select (strategy, new TargetSituation
        {
            Current = isFirst ? null : target,
            Week = isFirst ? [] : [.. week.Take(7).Select(steps => new TargetDay(steps, steps >= target))],
            Recent = [.. week.TakeLast(9)],
            Baseline = week.Count == 0 ? null : week[0],
            Ceiling = 8000,
            MiddlingWeeks = middling,
            WeeksSinceBegin = weeks,
        }),
        data => data.strategy.Decide(data.Item2, Targets).Steps is >= 1500 and <= 8000);

    [Fact]
    public void Always_meeting_the_target_for_74_days_stays_under_the_ceiling() => Holds(
        from steps in Gen.Choose(1000, 9000)
        from more in Gen.Choose(0, 9000)
        select (steps, more),
        data =>
        {
            var life = new Fold(Given.Wearer());
            for (var day = 0; day < 74; day++)
            {
                var wanted = life.Reports.Count == 0 ? null : life.Last.Targets?.Steps;
                life.Live(Math.Max(data.steps, (wanted ?? 0) * 11 / 10 + data.more));
            }
            return life.Reports.All(report => report.Target is null or (>= 1500 and <= 8000)) && life.Last.Target is not null;
        }, 20);

    [Fact]
    public void Targets_of_any_life_move_within_their_caps() => Holds(
        from days in Gen.Choose(0, 20_000).ArrayOf(50)
        from pains in Gen.Choose(-5, 10).ArrayOf(50)
        from policy in Gen.Elements("hold", "deload", "ignore")
        select (days, pains, policy),
        data =>
        {
            var life = new Fold(Given.Wearer() with { Target = new TargetSettings { FlarePolicy = data.policy } });
            for (var i = 0; i < data.days.Length; i++)
            {
                if (data.pains[i] >= 0)
                {
                    life.Tell(JournalKind.Pain, data.pains[i]);
                }
                life.Live(data.days[i]);
            }
            return life.Reports.Zip(life.Reports.Skip(1)).All(pair =>
                pair.First.Target is not { } before ||
                (pair.Second.Target is { } after && after >= 1500 && after <= 8000 &&
                    (after * 10 <= before * 11 || pair.Second.Decision?.Action == TargetAction.Recover)));
        }, 30);

    [Fact]
    public void Scoring_the_same_days_again_gives_the_same_bytes() => Holds(
        Gen.Choose(0, 20_000).ArrayOf(30),
        days => Bytes(days).SequenceEqual(Bytes(days)), 10);

    static List<byte> Bytes(int[] days)
    {
        var life = new Fold(Given.Wearer());
        return [.. days.SelectMany(steps => DayReportJson.Write(life.Live(steps)))];
    }
}
