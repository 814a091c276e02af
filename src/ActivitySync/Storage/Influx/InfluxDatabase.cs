namespace ActivitySync.Storage.Influx;

/// <summary>The database or bucket we write to.</summary>
/// <param name="Words">For the operator: whether it was found or made, and how long it keeps data.</param>
/// <param name="Keeps">How long it keeps data; zero for ever, or where we cannot see it.</param>
internal sealed record InfluxDatabase(string Words, TimeSpan Keeps)
{
    public static InfluxDatabase Unknown { get; } = Found(null);

    /// <summary>One that was there.</summary>
    public static InfluxDatabase Found(TimeSpan? keeps) => keeps is { } known
        ? new($"found, {Kept(known)}", known)
        : new("found, kept as its owner set it", TimeSpan.Zero);

    /// <summary>
    /// One whose server does not tell how long it keeps data: it is taken to be as in the settings, because a day of which
    /// some samples are gone must not be derived again, and comes out too small if it is.
    /// </summary>
    public static InfluxDatabase Untold(string words, int days) => days > 0
        ? new($"{words}; taken to be kept for {days} days, as set here", TimeSpan.FromDays(days))
        : new(words, TimeSpan.Zero);

    /// <summary>One that we made.</summary>
    public static InfluxDatabase Made(int days) => new($"made, {Kept(TimeSpan.FromDays(days))}", TimeSpan.FromDays(days));

    static string Kept(TimeSpan keeps) =>
        keeps == TimeSpan.Zero ? "kept for ever" : FormattableString.Invariant($"kept for {keeps.TotalDays:0.##} days");
}
