using System.Text.Json;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>
/// The service's own topics and payloads (see <c>config/README.md</c>, "Publishing samples"). Objects or arrays of them;
/// unknown properties are ignored, so a publisher may add its own. Owned by one thread: it remembers topics.
/// </summary>
public sealed class NativeFormat : IMessageDecoder
{
    // A batch is an object with arrays of objects; deeper nesting is not ours.
    static readonly JsonReaderOptions Options = new() { MaxDepth = 8 };

    readonly TopicCache<(NativeTopic? Topic, Rejection? Why)> _topics = new();

    /// <inheritdoc/>
    public string SourceOf(string topic) => "native";

    /// <inheritdoc/>
    public Rejection? Decode(in RawMessage message, DecodingRules rules, SampleBatch samples)
    {
        if (!_topics.TryGet(message.Topic, out var meaning))
        {
            meaning = NativeTopic.Parse(message.Topic, rules);
            if (meaning.Topic is not null)
            {
                _topics.Add(message.Topic, meaning);
            }
        }
        if (meaning.Topic is not { } topic)
        {
            return meaning.Why;
        }
        if (topic.Content == NativeContent.Control)
        {
            return ControlCommand.Read(topic, message, samples);
        }
        var (steps, heartRates, journal) = (samples.Steps.Count, samples.HeartRates.Count, samples.Journal.Count);
        var reader = new NativeReader(topic, rules, message.ReceivedMs, samples);
        try
        {
            var json = new Utf8JsonReader(message.Payload, Options);
            if (json.Read())
            {
                reader.ReadContent(ref json);
                if (reader.Broken is null && json.Read())
                {
                    reader.Break("bad_json", "There is more than one value in the payload.");
                }
            }
        }
        catch (JsonException)
        {
            // The reader is the judge of JSON; its exception carries no payload and costs only on garbage.
            reader.Break("bad_json", "The payload is not well-formed JSON of the documented shape.");
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader's answer to a string that is not valid UTF-8.
            reader.Break("bad_utf8", "A text in the payload is not valid UTF-8.");
        }
        if (reader.Broken is null)
        {
            return reader.Refusals();
        }
        samples.Steps.RemoveRange(steps, samples.Steps.Count - steps);
        samples.HeartRates.RemoveRange(heartRates, samples.HeartRates.Count - heartRates);
        samples.Journal.RemoveRange(journal, samples.Journal.Count - journal);
        return reader.Broken;
    }
}
