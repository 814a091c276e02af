using System.Text.Json;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Hosting;

/// <summary>Reads how a wearer wants their target set: the object called target in their entry.</summary>
internal static class TargetFields
{
    // A day above it is taken for a counting error (MovementOptions.MaxDaySteps).
    const int MostSteps = 45_000;

    // A weekday may ask for a quarter to twice the week's target. Our choice.
    const int LeastPercent = 25;
    const int MostPercent = 200;

    static readonly string[] Keys =
    [
        "strategy", "fixedSteps", "ceiling", "quotaGoal", "pacing", "weekdayPercent", "flarePolicy", "raiseNeedsChoice",
    ];

    static readonly string[] FlarePolicies = [.. Enum.GetNames<FlarePolicy>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    static readonly IReadOnlyDictionary<string, IsoDayOfWeek> Weekdays = Enum.GetValues<IsoDayOfWeek>()
        .Where(day => day != IsoDayOfWeek.None).ToDictionary(day => JsonNamingPolicy.SnakeCaseLower.ConvertName(day.ToString()));

    public static TargetSettings Read(JsonElement element, string place, List<string> problems)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            return new TargetSettings();
        }
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{place} must be an object, for example {{ \"strategy\": \"ramp\" }}.");
            return new TargetSettings();
        }
        var fields = new WearerFields(element, place, problems);
        fields.RefuseUnknown(Keys);
        var settings = new TargetSettings
        {
            Strategy = fields.OneOf("strategy", TargetStrategies.Choices),
            FixedSteps = fields.Whole("fixedSteps", 100, MostSteps),
            CeilingSteps = fields.Whole("ceiling", TargetOptions.Default.Floor, MostSteps),
            QuotaGoalSteps = fields.Whole("quotaGoal", TargetOptions.Default.Floor, MostSteps),
            Pacing = fields.Flag("pacing"),
            WeekdayPercent = fields.WholesByName("weekdayPercent", LeastPercent, MostPercent, Weekdays.Keys.ToList().Contains,
                    $"one of {string.Join(", ", Weekdays.Keys)}")
                .ToDictionary(day => Weekdays[day.Key], day => (int)day.Value),
            FlarePolicy = fields.OneOf("flarePolicy", FlarePolicies),
            RaiseNeedsChoice = fields.Flag("raiseNeedsChoice"),
        };
        if (settings.Strategy == FixedTarget.StrategyName && !element.TryGetProperty("fixedSteps", out _))
        {
            problems.Add($"{place}: the strategy fixed needs fixedSteps, the steps a day you want.");
        }
        return settings;
    }
}
