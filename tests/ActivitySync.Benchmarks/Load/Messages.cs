using System.Globalization;
using System.Text;

namespace ActivitySync.Benchmarks.Load;

/// <summary>
/// The messages of a run, each known by its number: number n is the heart rate of series n modulo the number of series, one
/// second after that series' message before it, in the service's own JSON. So every message is one sample that no other is,
/// and the store tells which are there.
/// </summary>
/// <param name="Series">How many wearers, each with one watch.</param>
/// <param name="FirstMs">Time of the first message, Unix milliseconds UTC.</param>
/// <param name="StepMs">From one message of a series to its next, milliseconds.</param>
internal sealed record Messages(int Series, long FirstMs, long StepMs = 1_000)
{
    const int TimeDigits = 13;

    /// <summary>The wearer of a series.</summary>
    public static string Wearer(int series) => $"w{series:D5}";

    /// <summary>The series of a wearer's name.</summary>
    public static int SeriesOf(ReadOnlySpan<byte> wearer)
        => int.Parse(wearer[1..], NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>When message n was measured, Unix milliseconds UTC.</summary>
    public long TimeMs(long number) => FirstMs + (number / Series * StepMs);

    /// <summary>Beats per minute of message n: two digits, not the same for neighbours.</summary>
    public static int Bpm(long number) => 60 + (int)(number % 37);

    /// <summary>The number of a series' message of a time.</summary>
    public long NumberOf(int series, long timeMs) => ((timeMs - FirstMs) / StepMs * Series) + series;

    /// <summary>How many messages of the first <paramref name="count"/> are of a series, and the sum of their beats.</summary>
    public (long Count, long Bpm) Expected(int series, long count)
    {
        var (messages, sum) = (0L, 0L);
        for (long number = series; number < count; number += Series)
        {
            messages++;
            sum += Bpm(number);
        }
        return (messages, sum);
    }

    /// <summary>PUBLISH packets of all series, ready but for time, beats and packet identifier (MQTT 3.1.1, section 3.3).</summary>
    public PublishTemplate[] Templates(int qos) => [.. Enumerable.Range(0, Series).Select(series => new PublishTemplate(
        $"activitysync/v1/{Wearer(series)}/watch/heart_rate", $$"""{"ts":{{new string('0', TimeDigits)}},"bpm":00}""", qos))];
}

/// <summary>A PUBLISH packet whose payload's numbers are put in when it is sent.</summary>
internal sealed class PublishTemplate
{
    readonly byte[] _packet;
    readonly int _idAt;
    readonly int _timeAt;
    readonly int _bpmAt;

    public PublishTemplate(string topic, string payload, int qos)
    {
        var length = 2 + topic.Length + (qos > 0 ? 2 : 0) + payload.Length;
        byte[] head = length < 128 ? [(byte)length] : [(byte)(length % 128 | 128), (byte)(length / 128)];
        _packet = [(byte)(0x30 | qos << 1), .. head, 0, (byte)topic.Length, .. Encoding.ASCII.GetBytes(topic),
            .. new byte[qos > 0 ? 2 : 0], .. Encoding.ASCII.GetBytes(payload)];
        _idAt = qos > 0 ? _packet.Length - payload.Length - 2 : -1;
        _timeAt = _packet.Length - payload.Length + payload.IndexOf("\"ts\":", StringComparison.Ordinal) + 5;
        _bpmAt = _packet.Length - 3;
    }

    /// <summary>Length of the packet, bytes.</summary>
    public int Length => _packet.Length;

    /// <summary>Writes the packet.</summary>
    public void Write(Span<byte> target, ushort id, ReadOnlySpan<byte> timeDigits, int bpm)
    {
        _packet.CopyTo(target);
        if (_idAt >= 0)
        {
            (target[_idAt], target[_idAt + 1]) = ((byte)(id >> 8), (byte)id);
        }
        timeDigits.CopyTo(target[_timeAt..]);
        (target[_bpmAt], target[_bpmAt + 1]) = ((byte)('0' + (bpm / 10)), (byte)('0' + (bpm % 10)));
    }
}
