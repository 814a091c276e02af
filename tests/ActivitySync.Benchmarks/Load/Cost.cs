using System.Globalization;

namespace ActivitySync.Benchmarks.Load;

/// <summary>What a process has cost so far, as the kernel counts it (proc(5)).</summary>
/// <param name="UserSeconds">Processor time in the program.</param>
/// <param name="SystemSeconds">Processor time in the kernel on its behalf.</param>
/// <param name="PeakMegabytes">Most resident memory it ever had (VmHWM), pages of program files included.</param>
/// <param name="OwnMegabytes">Memory it has to itself at this moment (RssAnon and RssShmem): what would come back if it ended.
/// Pages of program files are the system's file cache, and are shared by all who run the same program.</param>
internal readonly record struct Cost(double UserSeconds, double SystemSeconds, double PeakMegabytes, double OwnMegabytes)
{
    // USER_HZ: what /proc counts in on every Linux that .NET runs on.
    const double TicksPerSecond = 100;

    /// <summary>Of a process, all its threads.</summary>
    public static Cost Of(int process)
    {
        // The second field is the program's name in brackets, which may hold anything.
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new Cost(Ticks(fields[11]), Ticks(fields[12]),
            MegabytesOf(process, "VmHWM"), MegabytesOf(process, "RssAnon") + MegabytesOf(process, "RssShmem"));
    }

    /// <summary>Both together, seconds.</summary>
    public double Seconds => UserSeconds + SystemSeconds;

    public static Cost operator -(Cost after, Cost before) => new(
        after.UserSeconds - before.UserSeconds, after.SystemSeconds - before.SystemSeconds, after.PeakMegabytes, after.OwnMegabytes);

    static double Ticks(string field) => long.Parse(field, CultureInfo.InvariantCulture) / TicksPerSecond;

    static double MegabytesOf(int process, string row) => File.ReadLines($"/proc/{process}/status")
        .Where(line => line.StartsWith($"{row}:", StringComparison.Ordinal))
        .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1_024)
        .FirstOrDefault();
}
