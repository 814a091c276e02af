using System.Globalization;
using System.Text;
using System.Text.Json;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Publish;
using ActivitySync.Storage;
using ActivitySync.Tests.Support;
using NodaTime.Text;

namespace ActivitySync.Tests.Scenarios;

/// <summary>
/// What a home heard of a month, as text to read: day reports, decisions, answers to what was told, events with the words
/// of their notifications, and what the retained topics held in the end.
/// </summary>
internal sealed class MonthStory
{
    readonly Dictionary<string, string> _answers = [];
    readonly List<string> _answered = [];

    /// <summary>Events in order: key, when, and what a person was told.</summary>
    public List<(string Key, DateTimeOffset At, string Text)> Events { get; } = [];

    /// <summary>Payload by topic, of those that hold something; the service's own status is left out.</summary>
    public SortedDictionary<string, byte[]> Retained { get; } = new(StringComparer.Ordinal);

    /// <summary>A retained topic was set, or cleared by nothing.</summary>
    public void Hear(string topic, byte[] payload)
    {
        if (payload.Length == 0)
        {
            Retained.Remove(topic);
            return;
        }
        Retained[topic] = payload;
        if (topic.EndsWith("/journal", StringComparison.Ordinal))
        {
            HearAnswer(topic, payload);
        }
    }

    /// <summary>The whole story; decisions are read from the store.</summary>
    public async Task<string> TellAsync(IReadOnlyList<Wearer> wearers, IStore store, CancellationToken stop)
    {
        var text = new StringBuilder();
        foreach (var wearer in wearers)
        {
            Line(text, $"# Days of {wearer.Id}");
            var beginning = $"activitysync/wearers/{wearer.Id}/day/";
            foreach (var topic in Retained.Where(topic => topic.Key.StartsWith(beginning, StringComparison.Ordinal)))
            {
                Line(text, Day(topic.Value));
            }
            Line(text, $"# Decisions of {wearer.Id}");
            foreach (var row in await store.ReadTargetsAsync(wearer.Id, new(2026, 3, 1), new(2026, 4, 30), stop))
            {
                Line(text, $"{LocalDatePattern.Iso.Format(row.Date)} {row.Action} {row.Steps} revision {row.Revision}: {row.Reason}");
            }
        }
        Line(text, $"# Answers to what was told");
        _answered.ForEach(answer => text.AppendLine(answer));
        Line(text, $"# Events, and what a notification says");
        foreach (var (key, at, told) in Events)
        {
            Line(text, $"{at:yyyy-MM-dd HH:mm}Z {key} | {told}");
        }
        Line(text, $"# Retained topics at the end");
        foreach (var (topic, payload) in Retained)
        {
            Line(text, $"{topic}{InShort(topic, payload)}");
        }
        return text.ToString();
    }

    void HearAnswer(string topic, byte[] payload)
    {
        using var journal = JsonDocument.Parse(payload);
        var answer = journal.RootElement.GetProperty("answer").GetString()!;
        if (_answers.GetValueOrDefault(topic) == answer)
        {
            return;
        }
        _answers[topic] = answer;
        if (Language.All.Values.All(language => language["journal.none"] != answer))
        {
            _answered.Add($"{journal.RootElement.GetProperty("date").GetString()} {topic.Split('/')[2]}: {answer}");
        }
    }

    static string Day(byte[] payload)
    {
        using var topic = JsonDocument.Parse(payload);
        var revision = topic.RootElement.GetProperty("revision").GetInt32();
        var day = DayReportJson.Read(Encoding.UTF8.GetBytes(topic.RootElement.GetProperty("report").GetRawText()));
        return string.Create(CultureInfo.InvariantCulture,
            $"{LocalDatePattern.Iso.Format(day.Date)} {(day.EndMs - day.StartMs) / (double)Some.HourMs:0.#} h {day.Status} {day.Validity} {day.Excuse} steps {day.Steps} target {day.Target} asked {day.ScoringTarget} {day.Met} score {day.Score} = {day.Points?.Volume}+{day.Points?.Spread}+{day.Points?.Intensity}+{day.Points?.Consistency} streak {day.Streak} flare {day.Flare.Active} revision {revision}");
    }

    // Reports are told above; of a device's configuration the names are what people see.
    static string InShort(string topic, byte[] payload)
    {
        if (topic.Contains("/day/", StringComparison.Ordinal))
        {
            return "";
        }
        if (!topic.StartsWith("homeassistant/", StringComparison.Ordinal))
        {
            return $" = {Encoding.UTF8.GetString(payload)}";
        }
        using var device = JsonDocument.Parse(payload);
        return " = " + string.Join(", ", device.RootElement.GetProperty("components").EnumerateObject()
            .Select(component => $"{component.Value.GetProperty("platform").GetString()} {component.Value.GetProperty("name").GetString()}"));
    }

    static void Line(StringBuilder text, FormattableString line) => Line(text, line.ToString(CultureInfo.InvariantCulture));

    static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
