using ActivitySync.Core.Decoding;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Decoding;

/// <summary>
/// What a broker kept and sends again is a reading only where it tells its own time; its format says so, and so allows deltas.
/// </summary>
public sealed class ReplayTests
{
    public static TheoryData<string> Names => GoldenMessages.Names;

    [Theory, MemberData(nameof(Names))]
    public void A_replay_of_a_format_that_tells_its_time_is_the_same_reading_and_of_another_none(string name)
    {
        var golden = GoldenMessages.Read(name);
        var (fresh, again) = (golden.Router(), golden.Router());
        var taken = new HashSet<Source>();
        for (var i = 0; i < golden.Messages.Count; i++)
        {
            var facts = golden.Decode(fresh, i).Facts;
            var replayed = golden.Decode(again, i, retained: true).Facts;
            if (golden.Sources.SingleOrDefault(source => source.Name == fresh.SourceOf(golden.Topic(i))) is { } source && replayed.Count > 0)
            {
                taken.Add(source);
            }
            Assert.Empty(replayed.Except(facts));
        }

        Assert.All(golden.Sources.Where(source => !IsUntimed(source)), source => Assert.Equal(source.Format.HasTime, taken.Contains(source)));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_source_that_ignores_what_was_kept_takes_no_replay_of_any_format(string name)
    {
        var golden = GoldenMessages.Read(name);
        var router = new SourceRouter(GoldenMessages.Rules, [.. golden.Sources.Select(source => source with { IgnoreRetained = true })]);

        for (var i = 0; i < golden.Messages.Count; i++)
        {
            Assert.Empty(golden.Decode(router, i, retained: true).Facts);
        }
    }

    // A reading of the mapper or an entity of Home Assistant may have no time although others of its format have.
    static bool IsUntimed(Source source) => source.Readings.All(reading => reading.Time is null) && source.Entities.Values.All(entity => entity.Time is null)
        && (source.Readings.Count > 0 || source.Entities.Count > 0);
}
