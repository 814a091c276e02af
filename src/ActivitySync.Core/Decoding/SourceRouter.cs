using System.Text;
using System.Text.Json;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>
/// Takes each message to the decoder of its source, by topic. Our own topics go the short way; what a topic of others
/// means is worked out once and remembered.
/// </summary>
public sealed class SourceRouter : IMessageDecoder
{
    const string Nobody = "(none)";

    readonly NativeFormat _native = new();
    readonly byte[] _nativeTopics;
    readonly byte[] _wearerTopics;
    readonly string _prefix;
    readonly IReadOnlyList<Lane> _lanes;
    readonly TopicCache<(Lane? Lane, TopicMatch? Topic)> _routes = new();

    /// <param name="rules">What decoders may assume; the ones of <see cref="Decode"/> must be the same.</param>
    /// <param name="sources">Where samples come from besides our own topics.</param>
    public SourceRouter(DecodingRules rules, IReadOnlyList<Source> sources)
    {
        _prefix = rules.TopicPrefix;
        _nativeTopics = Encoding.UTF8.GetBytes($"{_prefix}/v1/");
        _wearerTopics = Encoding.UTF8.GetBytes($"{_prefix}/wearers/");
        _lanes = [.. sources.Select(source => new Lane(source, source.Patterns, source.Format.Create(source), new Intake(source, rules)))];
    }

    /// <summary>Filters to subscribe to: our own topics and those of all sources.</summary>
    public static IReadOnlyList<string> Filters(string prefix, IReadOnlyList<Source> sources)
        => [$"{prefix}/v1/#", .. sources.SelectMany(source => source.Patterns).Select(pattern => pattern.Filter).Distinct()];

    /// <inheritdoc/>
    public string SourceOf(string topic)
        => topic.StartsWith($"{_prefix}/v1/", StringComparison.Ordinal) || IsControl(Encoding.UTF8.GetBytes(topic)) ? "native"
        : RouteOf(Encoding.UTF8.GetBytes(topic)).Lane?.Source.Name ?? Nobody;

    /// <inheritdoc/>
    public Rejection? Decode(in RawMessage message, DecodingRules rules, SampleBatch samples)
    {
        if (message.Topic.StartsWith(_nativeTopics) || IsControl(message.Topic))
        {
            return message.Payload.Length <= rules.MaxPayloadBytes
                ? _native.Decode(message, rules, samples)
                : OverLimit("native", message.Payload.Length, rules.MaxPayloadBytes);
        }
        var (lane, topic) = RouteOf(message.Topic);
        if (lane is null || topic is null)
        {
            return Stranger(message.Topic);
        }
        var most = lane.Source.MaxPayloadKilobytes * 1_024 ?? rules.MaxPayloadBytes;
        return message.Payload.Length <= most
            ? Read(lane, topic, message, samples)
            : OverLimit(lane.Source.Name, message.Payload.Length, most);
    }

    // {prefix}/wearers/{wearer}/set/{control}; the rest below wearers is what we publish.
    bool IsControl(ReadOnlySpan<byte> topic)
    {
        if (!topic.StartsWith(_wearerTopics))
        {
            return false;
        }
        var rest = topic[_wearerTopics.Length..];
        var slash = rest.IndexOf((byte)'/');
        return slash > 0 && rest[slash..].StartsWith("/set/"u8);
    }

    static Rejection? Read(Lane lane, TopicMatch topic, in RawMessage message, SampleBatch samples)
    {
        var (steps, heartRates) = (samples.Steps.Count, samples.HeartRates.Count);
        lane.Intake.Begin(message, samples);
        try
        {
            lane.Format.Read(message, topic, lane.Intake);
            return lane.Intake.End();
        }
        catch (JsonException)
        {
            samples.Steps.RemoveRange(steps, samples.Steps.Count - steps);
            samples.HeartRates.RemoveRange(heartRates, samples.HeartRates.Count - heartRates);
            return new Rejection("bad_json", "The payload is not well-formed JSON, or is nested deeper than 16 levels.")
            {
                Source = lane.Source.Name,
            };
        }
        catch (InvalidOperationException)
        {
            // The answer of System.Text.Json to a text or name that is not valid UTF-8.
            samples.Steps.RemoveRange(steps, samples.Steps.Count - steps);
            samples.HeartRates.RemoveRange(heartRates, samples.HeartRates.Count - heartRates);
            return new Rejection("bad_utf8", "A text in the payload is not valid UTF-8.") { Source = lane.Source.Name };
        }
    }

    (Lane? Lane, TopicMatch? Topic) RouteOf(ReadOnlySpan<byte> topic)
    {
        if (_routes.TryGet(topic, out var route))
        {
            return route;
        }
        var text = Encoding.UTF8.GetString(topic);
        route = _lanes.SelectMany(lane => lane.Patterns, (lane, pattern) => (Lane: (Lane?)lane, Topic: pattern.Match(text)))
            .FirstOrDefault(match => match.Topic is not null);
        if (route.Lane is not null)
        {
            _routes.Add(topic, route);
        }
        return route;
    }

    // What we publish comes back when a filter of somebody's session is too wide. It must never count again.
    Rejection Stranger(ReadOnlySpan<byte> topic)
    {
        var text = Encoding.UTF8.GetString(topic);
        return text.StartsWith($"{_prefix}/wearers/", StringComparison.Ordinal)
            || text.StartsWith($"{_prefix}/event/", StringComparison.Ordinal) || text == $"{_prefix}/status"
            ? new Rejection("own_output", "The topic is one of our own results.") { Ignored = true, Source = Nobody }
            : new Rejection("no_source",
                "The topic belongs to no source in sources.json. Add one there; " +
                $"{Rejection.ThenReplay("no_source")}; or drop it.")
            { Source = Nobody };
    }

    static Rejection OverLimit(string source, int bytes, int most) => new("over_limit",
        $"The payload has {bytes} bytes; at most {most} are taken. Send smaller batches, or raise maxPayloadKilobytes of the " +
        $"source in sources.json or Ingest:MaxPayloadKilobytes; {Rejection.ThenReplay("over_limit")}.")
    { Source = source };

    sealed record Lane(Source Source, IReadOnlyList<TopicPattern> Patterns, IPayloadFormat Format, Intake Intake);
}
