using ActivitySync.Core.Telemetry;

namespace ActivitySync.Hosting;

/// <summary>Reads what steps count from, where a publisher does not say it itself.</summary>
internal static class CounterParser
{
    // The others need more than a number: slots their length, sessions their name.
    static readonly CounterKind[] Plain =
        [CounterKind.Delta, CounterKind.SinceMidnight, CounterKind.SinceBoot, CounterKind.Lifetime, CounterKind.IntervalTotal];

    public static CounterKind? Read(WearerFields fields, string key, string place, List<string> problems)
    {
        if (fields.Text(key) is not { } word)
        {
            return null;
        }
        if (CounterKindNames.Parse(word) is { } counter && Plain.Contains(counter))
        {
            return counter;
        }
        problems.Add($"{place}: {key} is \"{word}\" but must be one of {string.Join(", ", Plain.Select(CounterKindNames.Of))}.");
        return null;
    }
}
