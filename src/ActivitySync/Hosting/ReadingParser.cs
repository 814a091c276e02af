using System.Globalization;
using System.Text.Json;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Hosting;

/// <summary>Reads the readings of a mapper source.</summary>
internal sealed class ReadingParser(string place, List<string> problems)
{
    static readonly string[] Keys =
        ["kind", "counter", "topic", "each", "when", "value", "time", "from", "timeFormat", "device", "scale", "min", "max"];

    public IReadOnlyList<Reading> Parse(JsonElement source, CounterKind? sourceCounter)
    {
        if (!source.TryGetProperty("readings", out var list))
        {
            return [];
        }
        if (list.ValueKind != JsonValueKind.Array)
        {
            problems.Add($"{place}: readings must be an array of objects.");
            return [];
        }
        return [.. list.EnumerateArray().Select((element, index) => ParseOne(element, $"{place}, reading {index + 1}", sourceCounter))
            .OfType<Reading>()];
    }

    /// <summary>What a number is; null when the word is missing or unknown, which is noted.</summary>
    public static ReadingKind? Kind(WearerFields fields, string where, List<string> problems)
    {
        ReadingKind? kind = fields.Text("kind") switch
        {
            "steps" => ReadingKind.Steps,
            "heart_rate" => ReadingKind.HeartRate,
            "resting_heart_rate" => ReadingKind.RestingHeartRate,
            _ => null,
        };
        if (kind is null)
        {
            problems.Add($"{where}: kind must be steps, heart_rate or resting_heart_rate.");
        }
        return kind;
    }

    Reading? ParseOne(JsonElement element, string where, CounterKind? sourceCounter)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{where} must be an object with kind.");
            return null;
        }
        var before = problems.Count;
        var fields = new WearerFields(element, where, problems);
        fields.RefuseUnknown(Keys);
        var reading = new Reading
        {
            Kind = Kind(fields, where, problems) ?? ReadingKind.Steps,
            Counter = CounterParser.Read(fields, "counter", where, problems),
            Topic = Topic(fields, where),
            Each = Path(fields, "each", where),
            When = When(element, where),
            Value = Path(fields, "value", where),
            Time = Path(fields, "time", where),
            From = Path(fields, "from", where),
            TimeFormat = Format(fields, where),
            Device = Path(fields, "device", where),
            Scale = Number(element, "scale", where) ?? 1,
            Min = Number(element, "min", where),
            Max = Number(element, "max", where),
        };
        if (problems.Count == before)
        {
            CheckWhole(reading, reading.Counter ?? sourceCounter, where);
        }
        return problems.Count == before ? reading : null;
    }

    void CheckWhole(Reading reading, CounterKind? counter, string where)
    {
        if (reading.Kind == ReadingKind.Steps && counter is null)
        {
            problems.Add($"{where}: counter must say what the steps count from: delta, since_midnight, since_boot, lifetime or interval_total.");
        }
        if (reading.Kind == ReadingKind.Steps && counter == CounterKind.Delta && reading.Time is null)
        {
            problems.Add($"{where}: a delta needs a time path. Without it, one that is delivered twice would count twice.");
        }
        if (reading.Kind == ReadingKind.Steps && counter == CounterKind.IntervalTotal && (reading.Time is null || reading.From is null))
        {
            problems.Add($"{where}: an interval_total needs the paths time (its end) and from (its start).");
        }
        if (reading.Value is null && (reading.Time ?? reading.From ?? reading.Each ?? reading.Device ?? reading.When?.Path) is not null)
        {
            problems.Add($"{where}: without value the payload is a plain number, which has no other paths in it.");
        }
        if (reading.Scale <= 0 || reading.Scale > 1_000_000)
        {
            problems.Add($"{where}: scale must lie above 0 and be at most 1000000.");
        }
        if (reading.Min > reading.Max)
        {
            problems.Add($"{where}: min is above max.");
        }
    }

    TopicPattern? Topic(WearerFields fields, string where)
    {
        if (fields.Text("topic") is not { } text)
        {
            return null;
        }
        var pattern = TopicPattern.Parse(text, out var problem);
        if (pattern is null)
        {
            problems.Add($"{where}: topic is \"{text}\", but {problem}.");
        }
        return pattern;
    }

    JsonPath? Path(WearerFields fields, string key, string where) => PathOf(fields.Text(key), key, where);

    JsonPath? PathOf(string? text, string key, string where)
    {
        var path = text is null ? null : JsonPath.Parse(text);
        if (text is not null && path is null)
        {
            problems.Add($"{where}: {key} is \"{text}\" but must be a path like $.data[0].steps.");
        }
        return path;
    }

    (JsonPath, string)? When(JsonElement element, string where)
    {
        if (!element.TryGetProperty("when", out var value))
        {
            return null;
        }
        if (value.ValueKind == JsonValueKind.Object)
        {
            var fields = new WearerFields(value, $"{where}, when", problems);
            fields.RefuseUnknown(["path", "is"]);
            if (PathOf(fields.Text("path"), "path", $"{where}, when") is { } path && fields.Text("is") is { } text)
            {
                return (path, text);
            }
        }
        problems.Add($"{where}: when must be an object like {{ \"path\": \"event\", \"is\": \"heartRate\" }}.");
        return null;
    }

    TimeFormat Format(WearerFields fields, string where)
    {
        if (fields.Text("timeFormat") is not { } word)
        {
            return TimeFormat.Any;
        }
        if (TimeFormat.Parse(word) is { } format && (format.Pattern is null || IsPattern(format.Pattern)))
        {
            return format;
        }
        problems.Add($"{where}: timeFormat is \"{word}\" but must be auto, s, 10ms, ms, us, ns or a form like dd/MM/yyyy HH:mm:ss.");
        return TimeFormat.Any;
    }

    // A pattern that can be written can be read.
    static bool IsPattern(string pattern)
    {
        try
        {
            return DateTimeOffset.TryParseExact(DateTimeOffset.UnixEpoch.ToString(pattern, CultureInfo.InvariantCulture), pattern,
                CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    decimal? Number(JsonElement element, string key, string where)
    {
        if (!element.TryGetProperty(key, out var value))
        {
            return null;
        }
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number))
        {
            return number;
        }
        problems.Add($"{where}: {key} must be a number.");
        return null;
    }
}
