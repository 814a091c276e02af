using ActivitySync.Core.Scoring;
using ActivitySync.Publish;

namespace ActivitySync.Dashboard;

/// <summary>What would be good to do next, in one sentence. A suggestion, never an order.</summary>
internal static class NextStep
{
    // Walking for health is about 100 steps a minute (Tudor-Locke 2019), as everywhere in the scores.
    const int StepsPerMinute = 100;

    // So long without a step, a break is named first; as the nudges do by default.
    const int StillMinutes = 50;

    // A reading older than this tells nothing about now. Our choice.
    const long FreshMs = 15 * 60_000;

    public static string Of(TodayFacts today, Phrases phrases)
    {
        var progress = today.Progress;
        if (progress.Excuse is Excuse.Sick or Excuse.Rest)
        {
            return phrases["next.excused"];
        }
        if (progress.Steps is null)
        {
            return phrases["next.nothing"];
        }
        if (progress.EnoughSteps is { } enough && progress.Steps > enough)
        {
            return phrases["next.enough"];
        }
        if (progress.StillNowMinutes is >= StillMinutes and var still && today.NowMs - progress.LastSampleMs < FreshMs)
        {
            return phrases.Say("next.still", ("length", phrases.Length(still)),
                ("suggestion", phrases.Suggestion(today.NowMs / 3_600_000)));
        }
        if (progress.Remaining is not { } remaining)
        {
            return phrases["next.learning"];
        }
        if (progress.IsMet || remaining == 0)
        {
            return phrases["next.met"];
        }
        return remaining <= StepsPerMinute ? phrases.Say("next.minute", ("steps", phrases.Number(remaining)))
            : phrases.Say("next.walk", ("steps", phrases.Number(remaining)),
                ("minutes", phrases.Number((remaining + StepsPerMinute - 1) / StepsPerMinute)));
    }
}
