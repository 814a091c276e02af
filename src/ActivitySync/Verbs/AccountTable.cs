using System.Globalization;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using NodaTime;
using Spectre.Console;

namespace ActivitySync.Verbs;

/// <summary>Prints where the steps each device told of went, the times it said nothing, and the readings set aside.</summary>
internal static class AccountTable
{
    const int MostGaps = 5;
    const int MostReadings = 20;

    public static void Print(DayExplanation explanation, LocalDay day, TextWriter output)
    {
        if (explanation.Accounts.Count == 0)
        {
            return;
        }
        output.WriteLine();
        output.WriteLine("Where each step went (told = the sum of the columns after it)");
        var table = new Table().Border(TableBorder.None);
        table.AddColumn("device");
        table.AddColumn("counter");
        foreach (var name in (string[])["told", "counted", "overlap", "repeated", "replaced", "implausible", "mixed", "other"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }
        foreach (var account in explanation.Accounts)
        {
            table.AddRow(account.Device, CounterKindNames.Of(account.Counter), Number(account.ToldSteps),
                Number(account.CountedSteps), Number(account.OverlapSteps), Number(account.RepeatedSteps),
                Number(account.ReplacedSteps), Number(account.ImplausibleSteps), Number(account.MixedSteps),
                Number(account.OtherCounterSteps));
        }
        TableWriter.Write(table, output);
        foreach (var account in explanation.Accounts)
        {
            PrintGaps(account, day, output);
        }
        PrintSetAside(explanation, day, output);
    }

    static void PrintGaps(DeviceAccount account, LocalDay day, TextWriter output)
    {
        var longest = account.Gaps.OrderByDescending(gap => gap.EndMs - gap.StartMs).Take(MostGaps)
            .OrderBy(gap => gap.StartMs).Select(gap => $"{Clock(gap.StartMs, day)}–{Clock(gap.EndMs, day)}").ToList();
        output.WriteLine(longest.Count == 0
            ? $"{account.Device}: no minute without data."
            : $"{account.Device}: {account.GapMinutes} minutes without data; " +
              $"{(account.Gaps.Count > MostGaps ? $"the longest of {account.Gaps.Count}: " : "")}{string.Join(", ", longest)}.");
    }

    static void PrintSetAside(DayExplanation explanation, LocalDay day, TextWriter output)
    {
        var aside = explanation.Deltas.Where(delta => delta.Delta.Rule is CounterRule.ImplausibleRate or CounterRule.Mixed
            or CounterRule.Stale or CounterRule.Zero).ToList();
        foreach (var (device, counter, delta) in aside.Take(MostReadings))
        {
            output.WriteLine($"Set aside: {device} {CounterKindNames.Of(counter)} at {Clock(delta.EndMs, day)}, " +
                $"{Number(delta.Steps)} steps: {Why(delta.Rule)}.");
        }
        if (aside.Count > MostReadings)
        {
            output.WriteLine($"… and {aside.Count - MostReadings} more.");
        }
    }

    static string Why(CounterRule rule) => rule switch
    {
        CounterRule.Mixed => "MIXED, a small count among the counter's",
        CounterRule.Stale => "STALE, yesterday's figure still shown",
        CounterRule.Zero => "ZERO, after a positive count of the same day",
        _ => "IMPLAUSIBLE_RATE, more than anybody walks in that time",
    };

    static string Clock(long timeMs, LocalDay day) => Instant.FromUnixTimeMilliseconds(timeMs).InZone(day.Zone)
        .ToString("HH:mm", CultureInfo.InvariantCulture);

    static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
