using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>
/// What formats give their findings to. It applies the rules all formats share: whose the reading is, what a reading may
/// be, when it may have been, that replayed messages are no news, that repeats are one reading. One for each source.
/// </summary>
public sealed class Intake
{
    /// <summary>
    /// Readings without a time of their own that repeat within this are one (our choice: gateways and bridges repeat
    /// every few seconds, and 60 s keeps a minute's resolution).
    /// </summary>
    public const long RepeatWindowMs = 60_000;

    // Longest interval a total may cover: the questions we ask are about one day, of at most 25 hours and a bit.
    const long LongestIntervalMs = 7 * 86_400_000L;

    readonly ReceiptMemory _memory = new();
    SampleBatch _samples = new();
    Rejection? _refusal;
    Rejection? _ignored;
    int _refused;
    int _taken;

    internal Intake(Source source, DecodingRules rules) => (Source, Rules) = (source, rules);

    /// <summary>The source it serves.</summary>
    public Source Source { get; }

    /// <summary>When the present message was received, Unix milliseconds UTC.</summary>
    public long ReceivedMs { get; private set; }

    /// <summary>The present message was replayed by the broker.</summary>
    public bool IsReplay { get; private set; }

    internal DecodingRules Rules { get; }

    /// <summary>Begins a message.</summary>
    internal void Begin(in RawMessage message, SampleBatch samples)
    {
        (_samples, ReceivedMs, IsReplay) = (samples, message.ReceivedMs, message.Retained);
        (_refusal, _ignored, _refused, _taken) = (null, null, 0, 0);
    }

    /// <summary>Ends a message: what was not taken of it and why; null when there is nothing to say.</summary>
    internal Rejection? End()
    {
        var why = _refusal is { } first && _refused + _taken > 1
            ? first with { Detail = $"{_refused} of {_refused + _taken} readings were refused. The first: {first.Detail}" }
            : _refusal;
        why ??= _taken > 0 ? null
            : _ignored ?? new Rejection("nothing_wanted", "The message holds neither steps nor a heart rate.") { Ignored = true };
        return why is null ? null : why with { Source = Source.Name };
    }

    /// <summary>Whose reading it is; null when nobody's, which is then said.</summary>
    /// <param name="topic">Where the message came.</param>
    /// <param name="id">The publisher's id for the device; null when it gives none.</param>
    /// <param name="label">Words to name an unlisted device by; null for the id.</param>
    /// <param name="wearerHint">Whom the payload itself names; null when nobody.</param>
    public Owner? OwnerOf(TopicMatch topic, string? id, string? label = null, string? wearerHint = null)
    {
        var owner = Owner.Find(Source, Rules, topic, id, label, wearerHint, out var why);
        if (why is not null)
        {
            Refuse(why);
        }
        return owner;
    }

    /// <summary>Steps with a time of their own.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="counter">What they count from.</param>
    /// <param name="timeMs">When, for intervals their end; Unix milliseconds UTC.</param>
    /// <param name="steps">How many; only slots and interval totals may have a fraction that counts.</param>
    /// <param name="lengthMs">Length of the interval that ends then; 0 for none.</param>
    /// <param name="boot">Which start or session of the device.</param>
    /// <param name="asOfMs">The sender's own clock when it said so, for statements that a later one replaces.</param>
    public void Steps(
        Owner owner, CounterKind counter, long timeMs, decimal steps, long lengthMs = 0, string? boot = null, long asOfMs = 0)
    {
        if (steps is < 0 or > Plausible.MaxCount)
        {
            Refuse("impossible_steps", "Steps must be 0 or more.");
            return;
        }
        var isInterval = CounterKindNames.IsReplaceable(counter);
        if (lengthMs < 0 || (lengthMs == 0 && isInterval) || lengthMs > LongestIntervalMs
            || (counter == CounterKind.Delta && lengthMs > DaySamples.MarginMs))
        {
            Refuse("bad_interval", "The interval must end after it begins, and last at most 48 hours, as a total 7 days.");
            return;
        }
        // A slot that is not over yet is a true statement about its part so far.
        var saidMs = isInterval ? Math.Min(timeMs, ReceivedMs) : timeMs;
        if (SampleTime.Check(saidMs, ReceivedMs, Rules) is { } why
            || (why = SampleTime.Check(timeMs - lengthMs, ReceivedMs, Rules with { MaxAgeDays = 0 })) is not null)
        {
            Refuse(why);
            return;
        }
        var milli = isInterval ? (long)Math.Round(steps * 1_000, MidpointRounding.AwayFromZero) : 0;
        var count = isInterval ? milli / 1_000 : (long)Math.Round(steps, MidpointRounding.AwayFromZero);
        var version = isInterval ? SlotVersion.Of(timeMs - lengthMs, asOfMs, count) : 0;
        _samples.Steps.Add(new StepSample(
            owner.Wearer.Id, owner.Device, counter, timeMs, count, lengthMs, boot, (int)(milli % 1_000), version));
        _taken++;
    }

    /// <summary>Steps of a format that tells no time: they get the receipt's, unless they are a replay or a repeat.</summary>
    public void StepsNow(Owner owner, CounterKind counter, decimal steps, string? boot = null)
    {
        if (steps is >= 0 and <= Plausible.MaxCount && !IsNews(owner, ReadingKind.Steps, counter, steps, RepeatWindowMs))
        {
            return;
        }
        Steps(owner, counter, ReceivedMs, steps, 0, boot);
    }

    /// <summary>A heart rate with a time of its own.</summary>
    public void HeartRate(Owner owner, ReadingKind kind, long timeMs, decimal bpm)
    {
        if (!IsPlausible(bpm))
        {
            Refuse("impossible_heart_rate",
                $"A heart rate must lie between {Plausible.LowestBpm} and {Plausible.HighestBpm}; 0 and 255 mean that there was no reading.");
            return;
        }
        if (SampleTime.Check(timeMs, ReceivedMs, Rules) is { } why)
        {
            Refuse(why);
            return;
        }
        _samples.HeartRates.Add(new HeartRateSample(owner.Wearer.Id, owner.Device, timeMs,
            (int)Math.Round(bpm, MidpointRounding.AwayFromZero), HeartRateKindOf(kind)));
        _taken++;
    }

    /// <summary>A heart rate of a format that tells no time; see <see cref="StepsNow"/>.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="kind">Live or resting.</param>
    /// <param name="bpm">Beats per minute.</param>
    /// <param name="repeatWindowMs">How long the same number is the same reading.</param>
    public void HeartRateNow(Owner owner, ReadingKind kind, decimal bpm, long repeatWindowMs = RepeatWindowMs)
    {
        if (!IsPlausible(bpm) || IsNews(owner, kind, null, bpm, repeatWindowMs))
        {
            HeartRate(owner, kind, ReceivedMs, bpm);
        }
    }

    /// <summary>Part of the message, or all of it, cannot be right.</summary>
    public void Refuse(string reason, string detail) => Refuse(new Rejection(reason, detail));

    /// <summary>Part of the message, or all of it, cannot be right.</summary>
    public void Refuse(Rejection why)
    {
        _refusal ??= why;
        _refused++;
    }

    /// <summary>The message is of a kind that holds no sample. Said only when nothing else is.</summary>
    public void Ignore(string reason, string detail) => _ignored ??= new Rejection(reason, detail) { Ignored = true };

    /// <summary>The message holds a part of a sample, of which the rest is to come by another message.</summary>
    public void Wait(string reason, string detail) => _ignored ??= new Rejection(reason, detail) { Ignored = true, Waits = true };

    /// <summary>The message is a replay and tells no time of its own, or is not to be taken as one; then that is said.</summary>
    public bool IsStale(bool hasTime)
    {
        if (!IsReplay || (hasTime && !Source.IgnoreRetained))
        {
            return false;
        }
        Ignore("retained_replay", "The broker had kept the message and sent it again: nobody knows how old the reading is.");
        return true;
    }

    bool IsNews(Owner owner, ReadingKind kind, CounterKind? counter, decimal value, long windowMs)
    {
        if (IsStale(hasTime: false))
        {
            return false;
        }
        if (_memory.IsNews(owner.Wearer.Id, owner.Device, kind, value, ReceivedMs, windowMs))
        {
            return true;
        }
        _samples.Repeats.Add(new RepeatedReading(
            owner.Wearer.Id, owner.Device, counter, HeartRateKindOf(kind), ReceivedMs));
        Ignore("repeated", "The same reading of the same device came shortly before.");
        return false;
    }

    static HeartRateKind HeartRateKindOf(ReadingKind kind)
        => kind == ReadingKind.RestingHeartRate ? HeartRateKind.Resting : HeartRateKind.Live;

    static bool IsPlausible(decimal bpm)
        => Math.Round(bpm, MidpointRounding.AwayFromZero) is >= Plausible.LowestBpm and <= Plausible.HighestBpm;
}
