namespace ActivitySync.Core.Decoding;

/// <summary>What the configuration has to know about a format. Each format's class has one, as its static property Card.</summary>
/// <param name="Name">Its name in sources.json, e.g. <c>theengs</c>.</param>
/// <param name="Create">Makes a decoder for a source.</param>
public sealed record FormatCard(string Name, Func<Source, IPayloadFormat> Create)
{
    /// <summary>Where its publishers publish unless told otherwise; empty when the user types the topic.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Topics that follow from the source's other settings; null when they do not.</summary>
    public Func<Source, IReadOnlyList<TopicPattern>>? DerivedTopics { get; init; }

    /// <summary>Keys of sources.json that mean something to this format only.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The format does not say what its steps count from: the source must.</summary>
    public bool NeedsCounter { get; init; }

    /// <summary>The format's readings tell their own time, so that deltas are possible.</summary>
    public bool HasTime { get; init; }

    /// <summary>Where a source of this format is subscribed to when it names no topic.</summary>
    public IReadOnlyList<TopicPattern> TopicsOf(Source source)
        => DerivedTopics?.Invoke(source) ?? [.. Topics.Select(TopicPattern.Of)];
}
