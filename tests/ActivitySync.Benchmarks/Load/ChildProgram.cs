using System.Diagnostics;
using System.Text;

namespace ActivitySync.Benchmarks.Load;

/// <summary>A program that runs beside the harness and ends with it.</summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly StringBuilder _said = new();

    public ChildProgram(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What it has printed so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    public Cost Cost => Cost.Of(_process.Id);

    /// <summary>Waits until it has printed some words; returns the seconds from its start.</summary>
    public async Task<double> SaysAsync(string words)
    {
        await Wait.UntilAsync(() => Said.Contains(words, StringComparison.Ordinal) || _process.HasExited, Patience, words);
        return _process.HasExited
            ? throw new InvalidOperationException($"{_process.StartInfo.FileName} ended: {Said}")
            : (TimeProvider.System.GetLocalNow().DateTime - _process.StartTime).TotalSeconds;
    }

    /// <summary>Waits for its end; returns the exit code.</summary>
    public async Task<int> EndAsync(TimeSpan atMost)
    {
        using var limit = new CancellationTokenSource(atMost);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    void Keep(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }
}

/// <summary>Waiting for something to become true.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<bool> condition, TimeSpan atMost, string what)
    {
        for (var started = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(5))
        {
            if (Stopwatch.GetElapsedTime(started) > atMost)
            {
                throw new TimeoutException($"Not within {atMost.TotalSeconds:0} s: {what}");
            }
        }
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan every, TimeSpan atMost, string what)
    {
        for (var started = Stopwatch.GetTimestamp(); !await condition(); await Task.Delay(every))
        {
            if (Stopwatch.GetElapsedTime(started) > atMost)
            {
                throw new TimeoutException($"Not within {atMost.TotalSeconds:0} s: {what}");
            }
        }
    }
}
