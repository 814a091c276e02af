using ActivitySync.Hosting;
using ActivitySync.Storage;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Hosting;

/// <summary>How long the service waits before it asks a store again.</summary>
public sealed class PatienceTests
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly SteppedTime _time = new();
    readonly List<TimeSpan> _waits = [];
    int _attempts;

    [Theory]
    [InlineData(37, 37)]
    [InlineData(3_600, 300)] // somebody waits for their steps
    public async Task A_store_that_asks_to_be_left_alone_is_for_so_long_and_no_longer_than_five_minutes(int asked, int waited)
    {
        var working = StartAsync(failures: 1, TimeSpan.FromSeconds(asked));
        await Eventually.IsTrueAsync(() => _waits.Count == 1);
        Assert.Equal(TimeSpan.FromSeconds(waited), _waits[0]);

        _time.Advance(TimeSpan.FromSeconds(waited - 1));
        Assert.Equal(1, _attempts);
        await AdvanceUntilDoneAsync(working, TimeSpan.FromSeconds(1));

        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task Without_such_a_wish_the_waits_grow_to_the_longest_and_no_further()
    {
        await AdvanceUntilDoneAsync(StartAsync(failures: 40, asked: null), TimeSpan.FromSeconds(1));

        Assert.InRange(_waits[0], TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.All(_waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(5)));
        Assert.InRange(_waits.Skip(10).Average(wait => wait.TotalSeconds), 2, 5);
    }

    Task StartAsync(int failures, TimeSpan? asked) => Patience.With<StoreUnavailableException>(
        _time,
        (_, wait, _) =>
        {
            _waits.Add(wait);
            return ValueTask.CompletedTask;
        },
        reason => reason.RetryAfter, TimeSpan.FromSeconds(5)).ExecuteAsync(
        _ => ++_attempts <= failures
            ? throw new StoreUnavailableException("busy", null, asked)
            : ValueTask.CompletedTask,
        Stop).AsTask();

    async Task AdvanceUntilDoneAsync(Task working, TimeSpan by)
    {
        while (!working.IsCompleted)
        {
            _time.Advance(by);
            await Task.Yield();
        }
        await working;
    }
}
