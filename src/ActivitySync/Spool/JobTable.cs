namespace ActivitySync.Spool;

/// <summary>
/// Since when which jobs have not worked, so that a restart in the middle of an incident does not tell it twice. Every
/// method may throw <see cref="SpoolUnavailableException"/>.
/// </summary>
internal sealed class JobTable(SpoolState state)
{
    /// <summary>Since when a job has not worked, Unix milliseconds UTC; null when it does.</summary>
    public long? FailingSince(string job) => state.Read(
        "SELECT value FROM counter WHERE name = 'failing_' || $job", row => (long?)row.GetInt64(0), ("$job", job)).FirstOrDefault();

    /// <summary>A job has begun to fail.</summary>
    public void Fails(string job, long sinceMs) => state.Write(transaction => state.Run(transaction,
        "INSERT INTO counter (name, value) VALUES ('failing_' || $job, $since) ON CONFLICT (name) DO NOTHING",
        ("$job", job), ("$since", sinceMs)));

    /// <summary>A job works again.</summary>
    public void Works(string job) => state.Write(transaction => state.Run(transaction,
        "DELETE FROM counter WHERE name = 'failing_' || $job", ("$job", job)));
}
