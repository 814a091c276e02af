using System.Globalization;

namespace ActivitySync.Benchmarks.Load;

/// <summary>What was measured, run for run, and the table of it: medians, and in brackets the smallest and largest.</summary>
internal sealed class Figures
{
    readonly List<string> _order = [];
    readonly Dictionary<string, List<double>> _values = [];
    readonly List<string> _wrong = [];

    /// <summary>What did not come out as it must, in words.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Notes a figure of one run.</summary>
    public void Add(string scenario, string what, double value)
    {
        var name = $"{scenario,-34} {what}";
        if (!_values.TryGetValue(name, out var values))
        {
            _order.Add(name);
            _values[name] = values = [];
        }
        values.Add(value);
    }

    /// <summary>Notes what a process has cost.</summary>
    public void Add(string scenario, string process, Cost cost, long messages)
    {
        Add(scenario, $"{process}: CPU s per million, user", cost.UserSeconds * 1e6 / messages);
        Add(scenario, $"{process}: CPU s per million, system", cost.SystemSeconds * 1e6 / messages);
        Add(scenario, $"{process}: CPU s per million", cost.Seconds * 1e6 / messages);
        AddMemory(scenario, process, cost);
    }

    /// <summary>Notes a process's memory.</summary>
    public void AddMemory(string scenario, string process, Cost cost)
    {
        Add(scenario, $"{process}: peak memory, MB", cost.PeakMegabytes);
        Add(scenario, $"{process}: memory of its own at the end, MB", cost.OwnMegabytes);
    }

    /// <summary>Notes percentiles of seconds as milliseconds.</summary>
    public void AddLatencies(string scenario, string what, IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        if (sorted.Length == 0)
        {
            Fails(scenario, $"no latency of {what}");
            return;
        }
        foreach (var percent in (ReadOnlySpan<int>)[50, 95, 99])
        {
            Add(scenario, $"{what}, p{percent}, ms", sorted[sorted.Length * percent / 100] * 1_000);
        }
        Add(scenario, $"{what}, largest, ms", sorted[^1] * 1_000);
    }

    /// <summary>Notes that something is not as it must be.</summary>
    public void Fails(string scenario, string? what)
    {
        if (what is not null)
        {
            _wrong.Add($"{scenario}: {what}");
        }
    }

    /// <summary>Prints everything.</summary>
    public void Print(TextWriter output)
    {
        foreach (var name in _order)
        {
            double[] values = [.. _values[name].Order()];
            var middle = values.Length % 2 == 1
                ? values[values.Length / 2] : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
            output.WriteLine($"{name,-88} {Text(middle),10}  ({Text(values[0])}–{Text(values[^1])}, {values.Length})");
        }
        foreach (var wrong in _wrong)
        {
            output.WriteLine($"FAILED {wrong}");
        }
    }

    static string Text(double value) => value.ToString(
        Math.Abs(value) switch { >= 1_000 => "#,##0", >= 100 => "0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
