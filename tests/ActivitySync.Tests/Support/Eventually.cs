namespace ActivitySync.Tests.Support;

/// <summary>Waits for a state that nothing announces, without a fixed sleep.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task IsTrueAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            await ticks.WaitForNextTickAsync(limit.Token);
        }
    }
}
