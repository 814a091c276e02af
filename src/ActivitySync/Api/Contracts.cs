using System.Text.Json;
using System.Text.Json.Serialization;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;

namespace ActivitySync.Api;

/// <summary>A page of a list.</summary>
/// <param name="Items">In order.</param>
/// <param name="Next">Address of the next page; null when there is none.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>A wearer.</summary>
/// <param name="Id">Part of every address below /wearers.</param>
/// <param name="Name">For people.</param>
/// <param name="Zone">IANA time zone they are in.</param>
/// <param name="Language">Language they are spoken to in.</param>
internal sealed record WearerView(string Id, string Name, string Zone, string Language)
{
    public static WearerView Of(Wearer wearer)
        => new(wearer.Id, wearer.Name ?? wearer.Id, wearer.Zones.Stays[^1].Zone.Id, wearer.Language ?? "en");
}

/// <summary>A scored day.</summary>
/// <param name="Date">The wearer's local date.</param>
/// <param name="Revision">Grows with each changed result.</param>
/// <param name="RuleVersion">Version of the rules that made it.</param>
/// <param name="Computed">When.</param>
/// <param name="Report">The whole report; unknown values are left out.</param>
internal sealed record DayView(string Date, int Revision, int RuleVersion, DateTimeOffset Computed, JsonElement Report);

/// <summary>The minutes of a day, each list with one entry a minute.</summary>
/// <param name="Date">The wearer's local date.</param>
/// <param name="Start">First instant.</param>
/// <param name="Steps">Steps; null when not known by the minute.</param>
/// <param name="Bpm">Heart rate; null when not measured.</param>
/// <param name="Effort">not_worn, unknown, still, light, moderate or vigorous.</param>
internal sealed record MinutesView(
    string Date, string Start, IReadOnlyList<int?> Steps, IReadOnlyList<decimal?> Bpm, IReadOnlyList<string> Effort);

/// <summary>One step of how a day's number came about.</summary>
/// <param name="Stage">reading, minutes, merge, total, validity, target, score or reason.</param>
/// <param name="Label">What this is.</param>
/// <param name="Value">The number; null where there is none.</param>
/// <param name="Sentence">In plain words.</param>
internal sealed record ExplainStep(string Stage, string Label, decimal? Value, string Sentence);

/// <summary>Where the steps one device told of went; told is the sum of the other numbers.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Counter">What its standing counter counts from.</param>
/// <param name="Told">Steps of all its readings in the day.</param>
/// <param name="Counted">In the total.</param>
/// <param name="Overlap">Left out where a more trusted device counted.</param>
/// <param name="Repeated">Told twice by the device itself.</param>
/// <param name="Replaced">Of statements a newer one replaced.</param>
/// <param name="Implausible">Too many for their time.</param>
/// <param name="Mixed">Another kind of number among a counter's.</param>
/// <param name="OtherCounters">Of its other counters.</param>
/// <param name="GapMinutes">Minutes it said nothing about.</param>
internal sealed record DeviceSteps(
    string Device, string Counter, long Told, long Counted, long Overlap, long Repeated, long Replaced, long Implausible,
    long Mixed, long OtherCounters, int GapMinutes);

/// <summary>How a day's numbers came about.</summary>
/// <param name="Date">The wearer's local date.</param>
/// <param name="Start">First instant.</param>
/// <param name="End">First instant after.</param>
/// <param name="Revision">The stored revision; null when the day is not scored yet.</param>
/// <param name="Steps">From readings to score.</param>
/// <param name="Devices">Where each device's steps went.</param>
/// <param name="Quarantined">Messages of this wearer in quarantine, all days, by reason.</param>
internal sealed record ExplainView(
    string Date, string Start, string End, int? Revision, IReadOnlyList<ExplainStep> Steps, IReadOnlyList<DeviceSteps> Devices,
    IReadOnlyDictionary<string, long> Quarantined);

/// <summary>A decision about the target.</summary>
/// <param name="Date">First local date it holds for.</param>
/// <param name="Revision">Grows with each changed result.</param>
/// <param name="Steps">Steps a day.</param>
/// <param name="Action">RAISE, HOLD, LOWER, DELOAD …</param>
/// <param name="Reason">One plain sentence.</param>
/// <param name="Inputs">What it was made from.</param>
internal sealed record TargetView(string Date, int Revision, long Steps, string Action, string Reason, JsonElement Inputs);

/// <summary>What a wearer told.</summary>
/// <param name="Kind">pain, mood, rest_day, sick_day, flare, target_choice, enjoyed, note or snooze.</param>
/// <param name="At">When it holds; with the kind, its address.</param>
/// <param name="Value">Number on the kind's scale.</param>
/// <param name="Text">Words.</param>
/// <param name="Withdrawn">It was deleted.</param>
internal sealed record JournalView(string Kind, string At, decimal? Value, string? Text, bool Withdrawn);

/// <summary>Something to tell.</summary>
/// <param name="Kind">pain, mood, rest_day, sick_day, flare, target_choice, enjoyed, note or snooze.</param>
/// <param name="Value">Number on the kind's scale.</param>
/// <param name="Text">Words of a note, or the activity enjoyed.</param>
/// <param name="At">When it holds, e.g. 2026-03-29T08:30 on the wearer's clock; now when left out.</param>
internal sealed record JournalInput(string Kind, decimal? Value = null, string? Text = null, string? At = null);

/// <summary>What an entry becomes.</summary>
/// <param name="Value">Number on the kind's scale.</param>
/// <param name="Text">Words.</param>
internal sealed record JournalChange(decimal? Value = null, string? Text = null);

/// <summary>A device and how fresh it is.</summary>
/// <param name="Device">Its name.</param>
/// <param name="LastReading">When its newest reading was taken.</param>
/// <param name="AgeSeconds">How long ago that is.</param>
/// <param name="State">fresh or silent.</param>
internal sealed record DeviceView(string Device, string LastReading, long AgeSeconds, string State);

/// <summary>Days to derive again.</summary>
/// <param name="From">First local date.</param>
/// <param name="To">Last local date.</param>
internal sealed record RescoreInput(string From, string To);

/// <summary>Days that will be derived again within a minute or so.</summary>
/// <param name="Days">How many.</param>
/// <param name="Kept">How many stand as they are, because their samples were removed by retention.</param>
internal sealed record RescoreAnswer(int Days, int Kept);

/// <summary>What became of posted samples. They are on disk.</summary>
/// <param name="Steps">Step readings taken.</param>
/// <param name="HeartRates">Heart rates taken.</param>
/// <param name="Journal">Journal entries taken.</param>
/// <param name="Refused">What was not taken; null when all was.</param>
internal sealed record IntakeAnswer(int Steps, int HeartRates, int Journal, RefusedView? Refused);

/// <summary>Why something was not taken.</summary>
/// <param name="Reason">Machine word.</param>
/// <param name="Detail">A sentence.</param>
/// <param name="Quarantined">The message is in quarantine; false when it held nothing to take.</param>
internal sealed record RefusedView(string Reason, string Detail, bool Quarantined);

/// <summary>A message in quarantine.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Received">When it came.</param>
/// <param name="Source">By which source.</param>
/// <param name="Topic">On which topic.</param>
/// <param name="Reason">Machine word.</param>
/// <param name="Detail">A sentence.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Payload">Its text, only when it was asked for by number.</param>
internal sealed record QuarantinedView(
    long Id, DateTimeOffset Received, string Source, string Topic, string Reason, string Detail, int Bytes, string? Payload);

/// <summary>How many messages something was done to.</summary>
/// <param name="Messages">The number.</param>
internal sealed record CountAnswer(int Messages);

/// <summary>How the service is.</summary>
/// <param name="Status">ok, or unavailable.</param>
/// <param name="Parts">What it needs, each with the reason when it fails.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyList<HealthPart> Parts);

/// <summary>Names and shapes on the wire.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<WearerView>))]
[JsonSerializable(typeof(Page<DayView>))]
[JsonSerializable(typeof(IReadOnlyList<DayView>))]
[JsonSerializable(typeof(MinutesView))]
[JsonSerializable(typeof(ExplainView))]
[JsonSerializable(typeof(Page<TargetView>))]
[JsonSerializable(typeof(Page<JournalView>))]
[JsonSerializable(typeof(JournalInput))]
[JsonSerializable(typeof(JournalChange))]
[JsonSerializable(typeof(IReadOnlyList<DeviceView>))]
[JsonSerializable(typeof(RescoreInput))]
[JsonSerializable(typeof(RescoreAnswer))]
[JsonSerializable(typeof(IntakeAnswer))]
[JsonSerializable(typeof(Page<QuarantinedView>))]
[JsonSerializable(typeof(CountAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(ProblemAnswer))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ApiJson : JsonSerializerContext;
