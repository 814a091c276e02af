using System.Text.Json;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>Reads the JSON of one native message. Lives for that message only.</summary>
internal ref struct NativeReader(NativeTopic topic, DecodingRules rules, long receivedMs, SampleBatch samples)
{
    const int MaxTextLength = 1_000;

    Rejection? _first;
    int _refused;
    int _seen;

    /// <summary>The message's form is broken: nothing of it counts.</summary>
    public Rejection? Broken { get; private set; }

    public void Break(string reason, string detail) => Broken ??= new Rejection(reason, detail);

    public readonly Rejection? Refusals() => _first is null || _seen == 1
        ? _first
        : _first with { Detail = $"{_refused} of {_seen} samples were refused. The first: {_first.Detail}" };

    public void ReadContent(ref Utf8JsonReader json)
    {
        if (topic.Content == NativeContent.Batch)
        {
            ReadBatch(ref json);
        }
        else
        {
            ReadOneOrMany(ref json, topic.Content);
        }
    }

    void ReadBatch(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            Break("bad_shape", "A batch must be an object with the arrays steps and heart_rate.");
            return;
        }
        while (Broken is null && json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            NativeContent? content = json.ValueTextEquals("steps"u8) ? NativeContent.Steps
                : json.ValueTextEquals("heart_rate"u8) ? NativeContent.HeartRate : null;
            json.Read();
            if (content is { } known)
            {
                ReadOneOrMany(ref json, known);
            }
            else
            {
                json.Skip();
            }
        }
    }

    void ReadOneOrMany(ref Utf8JsonReader json, NativeContent content)
    {
        if (json.TokenType == JsonTokenType.StartObject)
        {
            ReadSample(ref json, content);
            return;
        }
        if (json.TokenType != JsonTokenType.StartArray)
        {
            Break("bad_shape", "A payload must be an object or an array of objects.");
            return;
        }
        while (Broken is null && json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                Break("bad_shape", "An array may hold objects only.");
                return;
            }
            ReadSample(ref json, content);
        }
    }

    void ReadSample(ref Utf8JsonReader json, NativeContent content)
    {
        _seen++;
        var fields = new NativeFields(topic.Wearer);
        var why = fields.Read(ref json);
        if (why is null && fields.TimeMs == SampleTime.Absent)
        {
            why = new Rejection("no_time", "The sample has no ts. Add the time it was taken.");
        }
        why ??= SampleTime.Check(TimeToCheck(fields, content), receivedMs, rules);
        why ??= content switch
        {
            NativeContent.Steps => AddSteps(fields),
            NativeContent.HeartRate => AddHeartRate(fields, HeartRateKind.Live),
            NativeContent.RestingHeartRate => AddHeartRate(fields, HeartRateKind.Resting),
            _ => AddJournal(fields),
        };
        if (why is not null)
        {
            _first ??= why;
            _refused++;
        }
    }

    // A slot ends where it will end, not where it was read: its start must not lie ahead.
    static long TimeToCheck(in NativeFields fields, NativeContent content) =>
        content == NativeContent.Steps && fields.Counter is { } counter && NativeCounters.IsKnownAtStart(counter)
        && fields.FromMs != SampleTime.Absent ? fields.FromMs : fields.TimeMs;

    readonly Rejection? AddSteps(in NativeFields fields)
    {
        if (fields.Counter is not { } counter)
        {
            return fields.Steps is null
                ? NoSteps()
                : new Rejection("no_counter", $"The sample does not say what it counts from. Add counter: {NativeCounters.Words}.");
        }
        if (fields.Steps is not { } steps || (decimal.Truncate(steps) != steps && !counter.IsReplaceable()))
        {
            return NoSteps();
        }
        if (steps is < 0 or > Plausible.MaxCount)
        {
            return new Rejection("impossible_steps", "Steps must be 0 or more.");
        }
        if (counter == CounterKind.Session && string.IsNullOrEmpty(fields.Boot))
        {
            return new Rejection("no_session", "A session counter needs boot, the id of its session.");
        }
        var isInterval = counter == CounterKind.Delta || NativeCounters.NeedsFrom(counter);
        if (isInterval && fields.FromWhy is { } why)
        {
            return why;
        }
        var lengthMs = 0L;
        if (isInterval && fields.FromMs != SampleTime.Absent)
        {
            lengthMs = fields.TimeMs - fields.FromMs;
            if (NativeCounters.CheckLength(counter, lengthMs) is { } whyNot)
            {
                return whyNot;
            }
        }
        else if (NativeCounters.NeedsFrom(counter))
        {
            return new Rejection("no_from", "A slot or interval total needs from, the start of its interval.");
        }
        samples.Steps.Add(counter.IsReplaceable()
            ? Statement(counter, fields, steps, lengthMs)
            : new StepSample(
                topic.Wearer.Id, topic.Device, counter, fields.TimeMs, (long)steps, lengthMs, fields.Boot,
                Version: counter == CounterKind.Delta && fields.AsOfMs != SampleTime.Absent
                    ? DeltaVersion.Of(fields.TimeMs, fields.AsOfMs) : 0));
        return null;
    }

    readonly StepSample Statement(CounterKind counter, in NativeFields fields, decimal steps, long lengthMs)
    {
        var milli = decimal.ToInt64(decimal.Round(steps * 1000, MidpointRounding.AwayFromZero));
        // Not the receipt: a statement delivered again or late would be newer than its correction.
        var asOfMs = fields.AsOfMs == SampleTime.Absent ? 0 : fields.AsOfMs;
        var count = milli / 1000;
        return new StepSample(
            topic.Wearer.Id, topic.Device, counter, fields.TimeMs, count, lengthMs, fields.Boot, (int)(milli % 1000),
            SlotVersion.Of(fields.TimeMs - lengthMs, asOfMs, count));
    }

    static Rejection NoSteps() => new("no_steps",
        "The sample has no number called steps. It must be whole, except of a slot or interval total.");

    readonly Rejection? AddHeartRate(in NativeFields fields, HeartRateKind kind)
    {
        if (fields.Bpm is not { } value)
        {
            return new Rejection("no_bpm", "The sample has no number called bpm.");
        }
        var bpm = Math.Round(value, MidpointRounding.AwayFromZero);
        if (bpm is < Plausible.LowestBpm or > Plausible.HighestBpm)
        {
            return new Rejection("impossible_heart_rate", $"bpm must lie between {Plausible.LowestBpm} and {Plausible.HighestBpm}.");
        }
        samples.HeartRates.Add(new HeartRateSample(topic.Wearer.Id, topic.Device, fields.TimeMs, (int)bpm, kind));
        return null;
    }

    readonly Rejection? AddJournal(in NativeFields fields)
    {
        if (fields.Kind is not { } kind)
        {
            return new Rejection("no_kind",
                "kind must be pain, mood, rest_day, sick_day, flare, target_choice, enjoyed, note or snooze.");
        }
        if (fields.IsDeleted)
        {
            samples.Journal.Add(new JournalEntry(topic.Wearer.Id, kind, fields.TimeMs, null));
            return null;
        }
        var largest = kind switch
        {
            JournalKind.Pain or JournalKind.Mood or JournalKind.Enjoyed => 10,
            JournalKind.TargetChoice => 2,
            JournalKind.Snooze => 1_440,
            JournalKind.RestDay or JournalKind.SickDay or JournalKind.Flare => 1,
            _ => -1,
        };
        var value = largest == 1 ? fields.Value ?? 1 : fields.Value;
        if (largest >= 0 && (value is not { } number || number < 0 || number > largest))
        {
            return new Rejection("bad_value", $"A journal entry of this kind needs a value from 0 to {largest}.");
        }
        if (largest < 0 && fields.Text is null)
        {
            return new Rejection("bad_value", "A note needs a value that is text.");
        }
        if (fields.Text is { Length: > MaxTextLength })
        {
            return new Rejection("bad_value", $"A text may have at most {MaxTextLength} characters.");
        }
        samples.Journal.Add(new JournalEntry(
            topic.Wearer.Id, kind, fields.TimeMs, largest < 0 ? null : value, fields.Text));
        return null;
    }
}
