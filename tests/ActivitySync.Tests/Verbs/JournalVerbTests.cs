using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Spool;
using ActivitySync.Storage;
using ActivitySync.Tests.Support;
using ActivitySync.Verbs;
using NodaTime;

namespace ActivitySync.Tests.Verbs;

/// <summary>What a person tells on the command line takes the road of everything else, beside a service that runs.</summary>
public sealed class JournalVerbTests : IAsyncLifetime
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly Road _road = new(Some.Wearer());
    readonly StringWriter _output = new();

    [Fact]
    public async Task What_is_told_is_stored_by_the_running_service()
    {
        JournalVerb.Add(Config, _road.Wearer, "pain", 3, null, null, _road.Time, _output);
        await _road.DrainAsync(Stop);

        Assert.Equal([new JournalEntry("ana", JournalKind.Pain, Some.Noon, 3)], await StoredAsync());
        Assert.Contains("Told: pain at 2026-06-15T14:00:00.000+02:00", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_replaces_and_a_deletion_withdraws_and_both_touch_the_day()
    {
        JournalVerb.Add(Config, _road.Wearer, "pain", 3, null, "2026-06-14T09:00:00", _road.Time, _output);
        await _road.DrainAsync(Stop);
        await ChangeAsync(isDeleted: false, 5);
        Assert.Equal(5, Assert.Single(await StoredAsync()).Value);

        _road.Spool.State.Scored(_road.Spool.State.TouchedDays(), []);
        await ChangeAsync(isDeleted: true, null);
        Assert.True(Assert.Single(await StoredAsync()).IsWithdrawn);
        Assert.Equal(new LocalDate(2026, 6, 14), Assert.Single(_road.Spool.State.TouchedDays()).Date);

        await JournalVerb.ListAsync(Config, _road.Wearer, 10, _road.Time, _output, Stop);
        Assert.Contains("pain           (withdrawn)", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_corrected_or_withdrawn_twice()
    {
        JournalVerb.Add(Config, _road.Wearer, "pain", 3, null, "2026-06-14T09:00:00", _road.Time, _output);
        await _road.DrainAsync(Stop);
        await ChangeAsync(isDeleted: true, null);

        await Assert.ThrowsAsync<VerbProblemException>(() => ChangeAsync(isDeleted: true, null));
    }

    [Theory]
    [InlineData("pain", 11, null, "from 0 to 10")]
    [InlineData("hunger", 1, null, "kind must be")]
    [InlineData("pain", 1, "yesterday", "is not a time")]
    [InlineData("pain", 1, "2020-01-01T00:00:00", "days back")]
    public void A_mistake_is_told_at_once(string kind, int value, string? at, string sentence)
    {
        var problem = Assert.Throws<VerbProblemException>(
            () => JournalVerb.Add(Config, _road.Wearer, kind, value, null, at, _road.Time, _output));

        Assert.Contains(sentence, problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, _road.Spool.State.Waiting().Messages);
    }

    public async ValueTask InitializeAsync() => await _road.PrepareAsync(Stop);

    public ValueTask DisposeAsync() => _road.DisposeAsync();

    ServiceConfig Config => new()
    {
        Spool = new SpoolOptions { Folder = _road.Folder },
        Storage = new StorageOptions { Folder = _road.Folder },
        Household = new Household([_road.Wearer]),
    };

    Task<IReadOnlyList<JournalEntry>> StoredAsync() => _road.Store.ReadJournalAsync("ana", 0, Some.Noon + 1, Stop);

    async Task ChangeAsync(bool isDeleted, decimal? value)
    {
        await JournalVerb.ChangeAsync(
            Config, _road.Wearer, "pain", "2026-06-14T09:00:00.000+02:00", isDeleted, value, null, _road.Time, _output, Stop);
        await _road.DrainAsync(Stop);
    }
}
