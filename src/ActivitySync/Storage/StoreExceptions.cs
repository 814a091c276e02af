namespace ActivitySync.Storage;

/// <summary>The store cannot take data now. Keep the batch and try again later.</summary>
internal sealed class StoreUnavailableException : Exception
{
    /// <param name="message">What happened, in a sentence an operator can act on.</param>
    /// <param name="inner">The library's own error, where there is one.</param>
    /// <param name="retryAfter">How long the store asked to be left alone; null when it did not say.</param>
    public StoreUnavailableException(string message, Exception? inner = null, TimeSpan? retryAfter = null)
        : base(message, inner) => RetryAfter = retryAfter;

    /// <summary>How long the store asked to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>
    /// Waiting alone will not help: a person must put something right (a password, a missing database, a full disk).
    /// </summary>
    public bool NeedsAttention { get; init; }
}

/// <summary>
/// The store will never take this batch. Halve it until the sample it refuses is alone, and quarantine that.
/// </summary>
internal sealed class StoreRefusedException : Exception
{
    /// <param name="message">The store's own words.</param>
    /// <param name="inner">The library's own error, where there is one.</param>
    public StoreRefusedException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
