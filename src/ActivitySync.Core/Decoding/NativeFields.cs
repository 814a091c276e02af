using System.Text.Json;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>The properties of one native sample object, as far as they were there.</summary>
internal struct NativeFields(Wearer wearer)
{
    const int MaxBootLength = 64;

    public long TimeMs { get; private set; } = SampleTime.Absent;
    public long FromMs { get; private set; } = SampleTime.Absent;

    /// <summary>What is wrong with from; matters to readings of an interval only.</summary>
    public Rejection? FromWhy { get; private set; }

    /// <summary>When the sender made its statement.</summary>
    public long AsOfMs { get; private set; } = SampleTime.Absent;

    public decimal? Steps { get; private set; }
    public decimal? Bpm { get; private set; }
    public decimal? Value { get; private set; }
    public string? Text { get; private set; }
    public string? Boot { get; private set; }
    public CounterKind? Counter { get; private set; }
    public JournalKind? Kind { get; private set; }

    /// <summary>What was told at this time is withdrawn.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>
    /// Reads to the end of the object the reader stands at; always consumes all of it. Returns the first thing wrong.
    /// </summary>
    public Rejection? Read(ref Utf8JsonReader json)
    {
        Rejection? why = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            why = ReadProperty(ref json) ?? why;
        }
        return why;
    }

    Rejection? ReadProperty(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("ts"u8))
        {
            json.Read();
            var read = SampleTime.TryRead(ref json, wearer, out var timeMs, out var why);
            TimeMs = timeMs;
            return read ? null : SkipWith(ref json, why);
        }
        if (json.ValueTextEquals("from"u8))
        {
            json.Read();
            var read = SampleTime.TryRead(ref json, wearer, out var fromMs, out var why);
            FromMs = fromMs;
            FromWhy = read ? null : SkipWith(ref json, why);
            return null;
        }
        if (json.ValueTextEquals("steps"u8))
        {
            json.Read();
            Steps = NumberAt(ref json);
            return null;
        }
        if (json.ValueTextEquals("bpm"u8))
        {
            json.Read();
            Bpm = NumberAt(ref json);
            return null;
        }
        if (json.ValueTextEquals("counter"u8))
        {
            json.Read();
            Counter = CounterAt(ref json);
            json.Skip();
            return Counter is null
                ? new Rejection("bad_counter", $"counter must be {NativeCounters.Words}.")
                : null;
        }
        return ReadRareProperty(ref json);
    }

    Rejection? ReadRareProperty(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("boot"u8))
        {
            json.Read();
            Boot = TextAt(ref json);
            return Boot is { Length: > MaxBootLength }
                ? new Rejection("bad_boot", $"boot may have at most {MaxBootLength} characters.")
                : null;
        }
        if (json.ValueTextEquals("as_of"u8))
        {
            json.Read();
            var read = SampleTime.TryRead(ref json, wearer, out var asOfMs, out var why);
            AsOfMs = asOfMs;
            return read ? null : SkipWith(ref json, why);
        }
        if (json.ValueTextEquals("kind"u8))
        {
            json.Read();
            Kind = JournalKindNames.Parse(TextAt(ref json));
            return null;
        }
        if (json.ValueTextEquals("text"u8))
        {
            json.Read();
            Text = TextAt(ref json) ?? Text;
            return null;
        }
        if (json.ValueTextEquals("value"u8))
        {
            json.Read();
            Text = json.TokenType == JsonTokenType.String ? json.GetString() : Text;
            Value = json.TokenType switch
            {
                JsonTokenType.True => 1,
                JsonTokenType.False => 0,
                _ => NumberAt(ref json),
            };
            return null;
        }
        if (json.ValueTextEquals("deleted"u8))
        {
            json.Read();
            IsDeleted = json.TokenType == JsonTokenType.True;
            json.Skip();
            return null;
        }
        json.Read();
        json.Skip();
        return null;
    }

    static Rejection? SkipWith(ref Utf8JsonReader json, Rejection? why)
    {
        json.Skip();
        return why;
    }

    static decimal? NumberAt(ref Utf8JsonReader json)
    {
        decimal? number = json.TokenType == JsonTokenType.Number && json.TryGetDecimal(out var value) ? value : null;
        json.Skip();
        return number;
    }

    static string? TextAt(ref Utf8JsonReader json)
    {
        var text = json.TokenType == JsonTokenType.String ? json.GetString() : null;
        json.Skip();
        return text;
    }

    static CounterKind? CounterAt(ref Utf8JsonReader json)
        => json.TokenType != JsonTokenType.String ? null
        : json.ValueTextEquals("delta"u8) ? CounterKind.Delta
        : json.ValueTextEquals("since_midnight"u8) ? CounterKind.SinceMidnight
        : json.ValueTextEquals("since_boot"u8) ? CounterKind.SinceBoot
        : json.ValueTextEquals("lifetime"u8) ? CounterKind.Lifetime
        : CounterKindNames.Parse(json.GetString());
}
