using System.Diagnostics;
using System.Text;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>The built program as a process of its own: the service, or a verb.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "activitysync.dll");

    readonly Process _process;
    readonly StringBuilder _log = new();

    ServiceProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it has logged so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts the service, with more arguments after the first.</summary>
    public static ServiceProcess Start(string configFolder, params string[] more)
        => new(Process.Start(Arguments(["run", "--config", configFolder, .. more]))!);

    /// <summary>Starts the service with environment variables of its own.</summary>
    public static ServiceProcess StartWith(Dictionary<string, string> environment, string configFolder)
    {
        var start = Arguments("run", "--config", configFolder);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        return new(Process.Start(start)!);
    }

    /// <summary>Starts a verb that runs until it is stopped.</summary>
    public static ServiceProcess StartVerb(params string[] arguments) => new(Process.Start(Arguments(arguments))!);

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> VerbAsync(
        CancellationToken stop, params string[] arguments)
    {
        using var process = Process.Start(Arguments(arguments))!;
        var output = process.StandardOutput.ReadToEndAsync(stop);
        var errors = process.StandardError.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> TerminateAsync(CancellationToken stop)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync(stop);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }
        _process.Dispose();
    }

    static ProcessStartInfo Arguments(params string[] arguments) => new("dotnet", [Program, .. arguments])
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
        // Many run at a time; whoever asks over HTTP finds the port in the log.
        Environment = { ["ACTIVITYSYNC_Http__Port"] = "0" },
    };

    void Keep(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
