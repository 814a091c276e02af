using System.Globalization;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Ingest;

/// <summary>What somebody held back for a month stands before nobody's steps.</summary>
public sealed class LargeMessageTests : IAsyncLifetime
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    const int Readings = 3_000;
    const int LargeMessages = 30; // some three lots

    readonly Road _road = new(Some.Wearer(zone: "UTC"));

    [Fact]
    public async Task Steps_that_come_after_them_are_carried_after_one_lot_of_them()
    {
        for (var number = 0; number < LargeMessages; number++)
        {
            ReceiveLarge(number);
        }
        ReceiveSteps(1);

        await _road.Drain.DrainOnceAsync(Stop);
        await _road.Drain.DrainOnceAsync(Stop);

        Assert.Equal(1, await StepsAsync());
        Assert.InRange(_road.Spool.WaitingMessages, LargeMessages / 2, LargeMessages - 1);
        Assert.True(_road.Spool.HasLarge);
    }

    [Fact]
    public async Task All_are_carried_once_however_they_lie_between_the_others()
    {
        for (var number = 0; number < LargeMessages; number++)
        {
            ReceiveSteps(number);
            ReceiveLarge(number);
        }
        ReceiveSteps(LargeMessages);

        await _road.DrainAsync(Stop);

        Assert.Equal(LargeMessages + 1, await StepsAsync());
        Assert.Equal(LargeMessages * Readings, (await _road.Store.ReadHeartRatesAsync("ana", 0, long.MaxValue, Stop)).Count);
        Assert.Equal((0, 0, false), (_road.Spool.WaitingMessages, _road.Spool.WaitingBytes, _road.Spool.HasLarge));
        Assert.Empty(_road.Spool.Oldest(0, 10, long.MaxValue));
    }

    [Fact]
    public void Each_kind_is_read_and_leaves_by_itself_also_after_a_restart()
    {
        ReceiveSteps(1);
        ReceiveLarge(1);
        ReceiveSteps(2);
        ReceiveLarge(2);
        using (var beside = MessageSpool.OpenBeside(new SpoolOptions { Folder = _road.Folder }))
        {
            Assert.True(beside.HasLarge);
        }

        var large = _road.Spool.Oldest(0, 10, long.MaxValue, isLarge: true);
        var others = _road.Spool.Oldest(0, 10, long.MaxValue, isLarge: false);
        Assert.Equal([2L, 4], large.Select(burst => burst.Id));
        Assert.Equal([1L, 3], others.Select(burst => burst.Id));
        _road.Spool.Complete(large, [], []);

        Assert.Equal([1L, 3], _road.Spool.Oldest(0, 10, long.MaxValue).Select(burst => burst.Id));
        Assert.False(_road.Spool.HasLarge);
    }

    public ValueTask InitializeAsync() => new(_road.PrepareAsync(Stop));

    public ValueTask DisposeAsync() => _road.DisposeAsync();

    async Task<int> StepsAsync() => (await _road.Store.ReadStepsAsync("ana", 0, long.MaxValue, Stop)).Count;

    void ReceiveSteps(int number)
    {
        var endMs = Some.Noon - Some.HourMs + (number * Some.MinuteMs);
        _road.Receive("activitysync/v1/ana/watch/steps",
            $$"""{"from":{{endMs - Some.MinuteMs}},"ts":{{endMs}},"steps":40,"counter":"delta"}""");
    }

    void ReceiveLarge(int number)
    {
        var firstMs = Some.Noon - (40 * Some.HourMs) + (number * Readings * 1_000L);
        _road.Receive("activitysync/v1/ana/phone/heart_rate", $"[{string.Join(',', Enumerable.Range(0, Readings).Select(reading =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{firstMs + (reading * 1_000L)}},"bpm":{{60 + (reading % 40)}}}""")))}]");
    }
}
