namespace ActivitySync.Hosting;

/// <summary>
/// Which reasons of one outage were told already: each is told once, because a server that was away and now does not know
/// us needs another hand, and an endless line of the same helps nobody. One thread at a time.
/// </summary>
internal sealed class ToldReasons
{
    // Reasons with a number that changes each time must not fill the log. Our choice.
    const int Most = 8;

    readonly HashSet<string> _told = [];

    /// <summary>Whether this reason is one to tell.</summary>
    public bool IsNew(string reason) => _told.Count < Most && _told.Add(reason);

    /// <summary>The outage is over.</summary>
    public void Clear() => _told.Clear();
}
