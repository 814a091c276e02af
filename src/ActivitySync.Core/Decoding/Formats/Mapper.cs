using System.Text.Json;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding.Formats;

/// <summary>
/// Reads what the source's readings say: a plain number on a topic, or numbers at places in a JSON document. Formats that
/// are no more than that are readings, too.
/// </summary>
internal sealed class Mapper(IReadOnlyList<Reading> readings) : IPayloadFormat
{
    public static FormatCard Card { get; } = new("mapper", source => new Mapper(source.Readings))
    {
        Options = ["readings"],
        NeedsCounter = true,
        HasTime = true,
    };

    public void Read(in RawMessage message, TopicMatch topic, Intake intake)
    {
        var text = string.Join('/', topic.Levels);
        var wanted = readings.Where(reading => reading.Topic is null || reading.Topic.Match(text) is not null).ToList();
        if (wanted.Exists(reading => reading.Value is not null))
        {
            using var document = JsonPayload.Parse(message);
            foreach (var reading in wanted.Where(reading => reading.Value is not null))
            {
                foreach (var row in Rows(document.RootElement, reading, intake))
                {
                    ReadRow(row, reading, topic, intake);
                }
            }
        }
        foreach (var reading in wanted.Where(reading => reading.Value is null))
        {
            ReadPlain(message.Payload, reading, topic, intake);
        }
    }

    static IEnumerable<JsonElement> Rows(JsonElement root, Reading reading, Intake intake)
        => reading.Each is { } each ? each.Find(root) is { } rows ? rows.Rows(intake) : []
        : root.ValueKind == JsonValueKind.Array ? root.Rows(intake) : [root];

    static void ReadRow(JsonElement row, Reading reading, TopicMatch topic, Intake intake)
    {
        if (reading.When is { } when && !(when.Path.Find(row) is { ValueKind: JsonValueKind.String } word && word.ValueEquals(when.Text)))
        {
            return;
        }
        if (reading.Value!.Find(row) is not { } value)
        {
            return;
        }
        var id = reading.Device?.Find(row) is { } named ? Id(named) : null;
        if (intake.OwnerOf(topic, id) is not { } owner)
        {
            return;
        }
        if (PlainNumber.Read(value, out var why) is not { } number)
        {
            intake.Refuse(why!);
            return;
        }
        if (reading.Time is null)
        {
            TakeNow(number, reading, owner, intake);
        }
        else if (!intake.IsStale(hasTime: true) && TimeAt(row, reading.Time, reading, owner, intake) is { } timeMs)
        {
            Take(number, timeMs, row, reading, owner, intake);
        }
    }

    static void ReadPlain(ReadOnlySpan<byte> payload, Reading reading, TopicMatch topic, Intake intake)
    {
        if (intake.OwnerOf(topic, id: null) is not { } owner)
        {
            return;
        }
        if (PlainNumber.Read(payload, out var why) is { } number)
        {
            TakeNow(number, reading, owner, intake);
        }
        else
        {
            intake.Refuse(why!);
        }
    }

    static void Take(decimal number, long timeMs, JsonElement row, Reading reading, Owner owner, Intake intake)
    {
        if (!IsInRange(ref number, reading, intake))
        {
            return;
        }
        if (reading.Kind != ReadingKind.Steps)
        {
            intake.HeartRate(owner, reading.Kind, timeMs, number);
            return;
        }
        var lengthMs = 0L;
        if (reading.From is { } from && from.Find(row) is not null)
        {
            if (TimeAt(row, from, reading, owner, intake) is not { } fromMs)
            {
                return;
            }
            lengthMs = timeMs - fromMs;
        }
        intake.Steps(owner, CounterOf(reading, intake), timeMs, number, lengthMs);
    }

    static void TakeNow(decimal number, Reading reading, Owner owner, Intake intake)
    {
        if (!IsInRange(ref number, reading, intake))
        {
            return;
        }
        if (reading.Kind == ReadingKind.Steps)
        {
            intake.StepsNow(owner, CounterOf(reading, intake), number);
        }
        else
        {
            intake.HeartRateNow(owner, reading.Kind, number);
        }
    }

    static bool IsInRange(ref decimal number, Reading reading, Intake intake)
    {
        // Beyond this a scale could leave what decimals can hold; the plausible lies far below.
        if (Math.Abs(number) <= Plausible.MaxCount)
        {
            number *= reading.Scale;
        }
        if (number >= (reading.Min ?? decimal.MinValue) && number <= (reading.Max ?? decimal.MaxValue))
        {
            return true;
        }
        intake.Refuse("out_of_range", "The number lies outside min and max of its reading in sources.json.");
        return false;
    }

    static long? TimeAt(JsonElement row, JsonPath path, Reading reading, Owner owner, Intake intake)
    {
        Rejection? why = null;
        var time = path.Find(row) is { } value ? TimeReader.Read(value, reading.TimeFormat, owner.Wearer, out why) : null;
        if (time is null)
        {
            intake.Refuse(why ?? new Rejection("no_time", $"There is no {path.Text}, the time of the reading."));
        }
        return time;
    }

    // The configuration is refused when neither says.
    static CounterKind CounterOf(Reading reading, Intake intake)
        => reading.Counter ?? intake.Source.Counter ?? CounterKind.SinceMidnight;

    static string? Id(JsonElement named) => named.ValueKind switch
    {
        JsonValueKind.String => named.GetString(),
        JsonValueKind.Number => named.GetRawText(),
        _ => null,
    };
}
