using System.Diagnostics;
using ActivitySync.Tests.Support;

namespace ActivitySync.IntegrationTests.Support;

/// <summary>Node-RED, as npm has it, with the flow in Road/NodeRed. Missing, the test is skipped or, where CI=true, fails.</summary>
internal sealed class NodeRed : IAsyncDisposable
{
    static readonly string Program = Repository.PathTo("artifacts", "node-red", "node_modules", "node-red", "red.js");

    readonly TempFolder _folder = new();
    readonly Process _process;

    NodeRed(int brokerPort)
    {
        foreach (var file in Directory.EnumerateFiles(
            Repository.PathTo("tests", "ActivitySync.IntegrationTests", "Road", "NodeRed")))
        {
            File.Copy(file, _folder.File(Path.GetFileName(file)));
        }
        var start = new ProcessStartInfo("node", [Program, "--userDir", _folder.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BROKER_PORT"] = $"{brokerPort}";
        start.Environment["TOLD_FILE"] = ToldFile;
        start.Environment["UI_PORT"] = $"{LoopbackPort.Free()}";
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    string ToldFile => _folder.File("told.txt");

    public static NodeRed Start(int brokerPort)
    {
        if (!File.Exists(Program))
        {
            const string Missing = "Node-RED is not installed; tests/install does it.";
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", Missing);
            Assert.Fail(Missing);
        }
        return new NodeRed(brokerPort);
    }

    /// <summary>What the flow has written so far, each line once.</summary>
    public IReadOnlyList<string> Told()
    {
        Assert.False(_process.HasExited, "Node-RED has ended");
        return File.Exists(ToldFile) ? [.. File.ReadAllLines(ToldFile).Distinct()] : [];
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }
}
