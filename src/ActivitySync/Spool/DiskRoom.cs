namespace ActivitySync.Spool;

/// <summary>How much room the spool's disk has left, looked up once a second.</summary>
internal sealed class DiskRoom(string folder, long leastBytes, TimeProvider time)
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    readonly Lock _looking = new();
    long _lookedAt;
    long _free = -1;

    /// <summary>Bytes this user may still write; null when the disk does not say.</summary>
    public long? Free
    {
        get
        {
            lock (_looking)
            {
                if (_free < 0 || time.GetElapsedTime(_lookedAt) >= LookEvery)
                {
                    _lookedAt = time.GetTimestamp();
                    _free = Look();
                }
                return _free == long.MaxValue ? null : _free;
            }
        }
    }

    /// <summary>Whether less is left than the store and we need to go on working.</summary>
    public bool IsLow => leastBytes > 0 && Free < leastBytes;

    long Look()
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue; // Writing itself will say what is wrong.
        }
    }
}
