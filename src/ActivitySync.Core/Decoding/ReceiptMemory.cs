namespace ActivitySync.Core.Decoding;

/// <summary>
/// Remembers the last reading of each device that was stamped with its receipt, because its format tells no time: the same
/// number again soon after is the same reading, heard by a second gateway or sent again. Owned by one thread; bounded.
/// </summary>
internal sealed class ReceiptMemory
{
    // Our choice: far more devices than a household has; when full it starts again.
    const int MaxDevices = 10_000;

    readonly Dictionary<(string Wearer, string Device, ReadingKind Kind), (decimal Value, long ReceivedMs)> _last = [];

    /// <summary>
    /// Whether a reading is news. A message that is decoded twice has the same receipt, or one before what is remembered,
    /// and is news each time; the window does not grow with what it drops.
    /// </summary>
    public bool IsNews(string wearer, string device, ReadingKind kind, decimal value, long receivedMs, long windowMs)
    {
        var key = (wearer, device, kind);
        if (_last.TryGetValue(key, out var last) && last.Value == value && receivedMs > last.ReceivedMs
            && receivedMs - last.ReceivedMs < windowMs && !IsNextMinute(kind, last.ReceivedMs, receivedMs, windowMs))
        {
            return false;
        }
        if (_last.Count >= MaxDevices)
        {
            _last.Clear();
        }
        _last[key] = (value, receivedMs);
        return true;
    }

    // A steady pulse is a reading in each minute: a minute without one would count as not worn.
    static bool IsNextMinute(ReadingKind kind, long beforeMs, long nowMs, long windowMs)
        => kind == ReadingKind.HeartRate && windowMs <= Intake.RepeatWindowMs && beforeMs / 60_000 != nowMs / 60_000;
}
