using ActivitySync.Core.Targets;

namespace ActivitySync.Publish;

/// <summary>
/// Why a target was decided, in the wearer's language: the words <c>target.*</c> and <c>because.*</c> of the language,
/// filled from the numbers the decision was made from.
/// </summary>
internal static class DecisionWords
{
    public static string Of(Language language, TargetDecision decision)
    {
        var (frame, because) = KeysOf(decision);
        if (frame is null)
        {
            return decision.Sentence; // a rule without words of its own
        }
        var values = ValuesOf(language, decision);
        var reason = because is null ? "" : language.Say(because, values);
        return language.Say(frame, [.. values, ("because", reason)]);
    }

    // Coached and ramp share days that were met; the percentile strategy knows no such days.
    static (string? Frame, string? Because) KeysOf(TargetDecision decision) => decision.Rule switch
    {
        "BASELINE" => ("target.first", null),
        "FIXED" => ("target.fixed", null),
        "CHOICE" => ("target.chosen", null),
        "RECOVERY" => ("target.recovery", null),
        "QUOTA" => ("target.new", "because.quota"),
        "DRIFT" => ("target.new", "because.drift"),
        "FIRST" => ("target.new", "because.best_days"),
        "FLARE" when decision.Action == TargetAction.Deload => ("target.new", "because.deload"),
        "FLARE" => ("target.unchanged", "because.flare"),
        "INSUFFICIENT_DATA" or "NC" => ("target.unchanged", "because.few_days"),
        "AT_CEILING" => ("target.unchanged", "because.at_ceiling"),
        "CONSOLIDATION" => ("target.unchanged", "because.consolidation"),
        "MID_ATTAINMENT" or "KO2" => ("target.unchanged", "because.met"),
        "LOW_ATTAINMENT" => ("target.new", "because.low"),
        "KO1" or "KO2BIS" or "OK" => ("target.new", "because.met"),
        _ when Input(decision, "cap") is not null => (IsOffered(decision) ? "target.offered" : "target.new", "because.raise"),
        _ when Input(decision, "percentile") is not null => ("target.new", "because.percentile"),
        _ => (null, null),
    };

    static (string Name, string Value)[] ValuesOf(Language language, TargetDecision decision)
    {
        var days = Input(decision, "valid_days") ?? 0;
        return
        [
            ("steps", language.Number(decision.Steps)),
            ("more", decision.Choices.Count > 0 ? language.Number(decision.Choices[^1]) : ""),
            ("days", language.Say(days == 1 ? "days.one" : "days.many", ("count", language.Number(days)))),
            .. decision.Inputs.Select(input => (input.Name, language.Number(input.Value))),
        ];
    }

    static bool IsOffered(TargetDecision decision) => decision.Choices.Count > 0 && decision.Choices[^1] > decision.Steps;

    static decimal? Input(TargetDecision decision, string name)
        => decision.Inputs.Where(input => input.Name == name).Select(input => (decimal?)input.Value).FirstOrDefault();
}
