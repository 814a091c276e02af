using ActivitySync.Dashboard;
using ActivitySync.Publish;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Dashboard;

/// <summary>However many look at a page, what it shows is read once for each news.</summary>
public sealed class GlancesTests
{
    readonly Glances _glances = new(TimeProvider.System);
    int _readings;

    [Fact]
    public async Task Twenty_who_look_at_the_same_page_share_one_reading_of_each_today()
    {
        TodayFacts first = Facts(), second = Facts();

        var views = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => LookAsync("Today ana", first)));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => LookAsync("Today ana", second)));

        Assert.Equal(2, _readings);
        Assert.Single(views.Distinct());
    }

    [Fact]
    public async Task Another_page_or_another_person_is_another_reading()
    {
        var told = Facts();

        await LookAsync("Today ana", told);
        await LookAsync("Why ana", told);
        await LookAsync("Today ben", told);

        Assert.Equal(3, _readings);
    }

    [Fact]
    public async Task A_reading_that_failed_fails_for_all_and_the_next_news_is_read()
    {
        var told = Facts();
        Task<string> Fail() => _glances.ShareAsync<string>("Today ana", told, () => throw new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(Fail);
        await Assert.ThrowsAsync<TimeoutException>(Fail);

        Assert.Equal("reading 1", await LookAsync("Today ana", Facts()));
    }

    Task<string> LookAsync(string name, TodayFacts told)
        => _glances.ShareAsync(name, told, async () =>
        {
            await Task.Yield();
            return $"reading {Interlocked.Increment(ref _readings)}";
        });

    // Only which one it is matters.
    static TodayFacts Facts() => new(Given.Wearer(), null!, null!, [], [], null, 0);
}
