using System.Buffers;
using System.Buffers.Binary;
using ActivitySync.Core.Movement;
using NodaTime;

namespace ActivitySync.Core.Scoring;

/// <summary>
/// Past days as bytes, 10 to 54 a day: first a byte with the version of this layout, then for each day its number (4 bytes),
/// validity, excuse, attainment and what is known of it (1 byte each), and of that steps (4 bytes), effort (3 × 2 bytes) and
/// the resting heart rates (16 bytes each, as decimals are). Little-endian.
/// </summary>
public static class PastDayBytes
{
    const byte Version = 1;

    [Flags]
    enum Known : byte
    {
        None = 0,
        Target = 1,
        Readings = 2,
        Steps = 4,
        Effort = 8,
        DayResting = 16,
        ToldResting = 32,
    }

    /// <summary>Writes them.</summary>
    public static byte[] Write(IReadOnlyList<PastDay> days)
    {
        var bytes = new ArrayBufferWriter<byte>(1 + (days.Count * 32));
        bytes.Write([Version]);
        foreach (var day in days)
        {
            Number(bytes, day.Date.ToDateOnly().DayNumber);
            bytes.Write([(byte)day.Validity, (byte)day.Excuse, (byte)day.Met, (byte)KnownOf(day)]);
            if (day.Steps is { } steps)
            {
                Number(bytes, steps);
            }
            if (day.Effort is { } effort)
            {
                Minutes(bytes, effort.ModerateMinutes);
                Minutes(bytes, effort.VigorousMinutes);
                Minutes(bytes, effort.LongestWalkMinutes);
            }
            Bpm(bytes, day.DayRestingBpm);
            Bpm(bytes, day.ToldRestingBpm);
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads them; null where they are of another layout, or cut.</summary>
    public static List<PastDay>? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes is not [Version, .. var rest])
        {
            return null;
        }
        var days = new List<PastDay>();
        try
        {
            while (!rest.IsEmpty)
            {
                days.Add(Day(ref rest));
            }
            return days;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    static PastDay Day(ref ReadOnlySpan<byte> rest)
    {
        var date = LocalDate.FromDateOnly(DateOnly.FromDayNumber(Number(ref rest)));
        var head = Take(ref rest, 4);
        var known = (Known)head[3];
        return new PastDay
        {
            Date = date,
            Validity = (Validity)head[0],
            Excuse = (Excuse)head[1],
            Met = (Attainment)head[2],
            HasTarget = known.HasFlag(Known.Target),
            HasReadings = known.HasFlag(Known.Readings),
            Steps = known.HasFlag(Known.Steps) ? Number(ref rest) : null,
            Effort = known.HasFlag(Known.Effort)
                ? new PastEffort(Minutes(ref rest), Minutes(ref rest), Minutes(ref rest)) : null,
            DayRestingBpm = known.HasFlag(Known.DayResting) ? Bpm(ref rest) : null,
            ToldRestingBpm = known.HasFlag(Known.ToldResting) ? Bpm(ref rest) : null,
        };
    }

    static Known KnownOf(in PastDay day) =>
        (day.HasTarget ? Known.Target : 0) | (day.HasReadings ? Known.Readings : 0)
        | (day.Steps is null ? 0 : Known.Steps) | (day.Effort is null ? 0 : Known.Effort)
        | (day.DayRestingBpm is null ? 0 : Known.DayResting) | (day.ToldRestingBpm is null ? 0 : Known.ToldResting);

    static void Number(ArrayBufferWriter<byte> bytes, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(4), value);
        bytes.Advance(4);
    }

    static int Number(ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, 4));

    // A day has some 1,500 minutes, a traveller's at most twice as many.
    static void Minutes(ArrayBufferWriter<byte> bytes, int minutes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.GetSpan(2), checked((ushort)minutes));
        bytes.Advance(2);
    }

    static int Minutes(ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadUInt16LittleEndian(Take(ref rest, 2));

    static void Bpm(ArrayBufferWriter<byte> bytes, decimal? bpm)
    {
        if (bpm is { } value)
        {
            foreach (var part in decimal.GetBits(value))
            {
                Number(bytes, part);
            }
        }
    }

    static decimal Bpm(ref ReadOnlySpan<byte> rest) =>
        new([Number(ref rest), Number(ref rest), Number(ref rest), Number(ref rest)]);

    static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int length)
    {
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}
