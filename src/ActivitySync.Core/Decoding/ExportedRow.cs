using System.Globalization;
using System.Text.Json;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Core.Decoding;

/// <summary>A dated row of an export of Apple Health: an amount in a slot that begins at its date.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Row">The row as it came.</param>
/// <param name="StartMs">Start of the slot, Unix milliseconds UTC.</param>
/// <param name="Wall">The same on the clock of the phone that wrote it.</param>
internal sealed record ExportedRow(Owner Owner, JsonElement Row, long StartMs, LocalDateTime Wall)
{
    // Dates of rows that are not wanted are read for their order only; all that are in use have an offset.
    static readonly Wearer Nobody = new() { Id = "nobody", Zones = new ZoneTimeline(DateTimeZone.Utc) };

    public bool IsAtMidnight => Wall.TimeOfDay == LocalTime.Midnight;

    /// <summary>Reads a row; null, which is said, when its date cannot be read.</summary>
    public static ExportedRow? Read(JsonElement row, Owner owner, Intake intake)
    {
        if (row.Time("date", TimeFormat.Any, owner, intake) is not { } startMs)
        {
            return null;
        }
        var instant = Instant.FromUnixTimeMilliseconds(startMs);
        var zone = owner.Wearer.Zones.At(instant);
        var offset = OffsetOf(row.Text("date") ?? "") ?? zone.GetUtcOffset(instant);
        return new ExportedRow(owner, row, startMs, instant.WithOffset(offset).LocalDateTime);
    }

    /// <summary>The date of a row, Unix milliseconds UTC; 0 when it has none.</summary>
    public static long DateOf(JsonElement row)
        => row.At("date") is { } date ? TimeReader.Read(date, TimeFormat.Any, Nobody, out _) ?? 0 : 0;

    static Offset? OffsetOf(string date)
        => date.Length > 6 && date[^5] is '+' or '-' && int.TryParse(date.AsSpan(date.Length - 4), NumberStyles.None, CultureInfo.InvariantCulture, out var hhmm)
            && hhmm < 1_800
            ? Offset.FromHoursAndMinutes((date[^5] == '-' ? -1 : 1) * (hhmm / 100), (date[^5] == '-' ? -1 : 1) * (hhmm % 100))
            : null;
}
