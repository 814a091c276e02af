using System.Text.Json;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Hosting;

/// <summary>What a wearer may tell about themselves, and what is answered when it cannot be.</summary>
public sealed class WearersFileTests
{
    static (Wearer? Wearer, List<string> Problems) Read(string keys)
    {
        var problems = new List<string>();
        using var document = JsonDocument.Parse($$"""{ "wearers": [ { "id": "ana", "zone": "UTC", {{keys}} } ] }""");
        return (WearersFile.Parse(document.RootElement, problems).Wearers.SingleOrDefault(), problems);
    }

    [Fact]
    public void Everything_that_can_be_told_arrives()
    {
        var (ana, problems) = Read(
            """
            "birthYear": 1960, "maxHeartRate": 171, "restingHeartRate": 58, "heartRateUnreliable": true,
            "wakeTime": "05:30", "sleepTime": "21:15", "counterModuli": { "band": 65536, "pod": 4294967296 },
            "reliefWindows": true,
            "target": { "strategy": "Quota", "fixedSteps": 6100, "ceiling": 7200, "quotaGoal": 6500, "pacing": true,
              "weekdayPercent": { "saturday": 120, "sunday": 80 }, "flarePolicy": "DELOAD", "raiseNeedsChoice": true }
            """);

        Assert.Empty(problems);
        Assert.Equal((1960, 171, 58, true), (ana!.BirthYear, ana.MaxHeartRateBpm, ana.RestingHeartRateBpm, ana.HeartRateUnreliable));
        Assert.Equal((new LocalTime(5, 30), new LocalTime(21, 15)), (ana.WakeTime, ana.SleepTime));
        Assert.Equal([("band", 65_536), ("pod", 4_294_967_296)], ana.CounterModuli.Select(device => (device.Key, device.Value)));
        Assert.True(ana.ShowReliefWindows);
        var target = ana.Target;
        Assert.Equal(("quota", 6100, 7200, 6500), (target.Strategy, target.FixedSteps, target.CeilingSteps, target.QuotaGoalSteps));
        Assert.Equal((true, "deload", true), (target.Pacing, target.FlarePolicy, target.RaiseNeedsChoice));
        Assert.Equal(120, target.WeekdayPercent[IsoDayOfWeek.Saturday]);
        Assert.Equal(80, target.WeekdayPercent[IsoDayOfWeek.Sunday]);
        Assert.Equal(2, target.WeekdayPercent.Count);
    }

    [Theory]
    [InlineData("\"name\": null")]
    [InlineData("\"target\": null, \"counterModuli\": null, \"wakeTime\": null, \"reliefWindows\": null")]
    [InlineData("\"target\": { }")]
    [InlineData("\"target\": { \"strategy\": null, \"weekdayPercent\": null, \"pacing\": null, \"ceiling\": null }")]
    public void What_is_not_told_has_its_default(string keys)
    {
        var (ana, problems) = Read(keys);

        Assert.Empty(problems);
        Assert.Equal((null, null, false), (ana!.WakeTime, ana.SleepTime, ana.ShowReliefWindows));
        Assert.Empty(ana.CounterModuli);
        Assert.Empty(ana.Target.WeekdayPercent);
        Assert.Equal((null, null, null), (ana.Target.Strategy, ana.Target.CeilingSteps, ana.Target.FlarePolicy));
    }

    [Theory]
    [InlineData("\"target\": \"ramp\"", ": target must be an object, for example { \"strategy\": \"ramp\" }.")]
    [InlineData("\"target\": { \"strategie\": \"ramp\" }", ": target: there is no key strategie; known are strategy, fixedSteps, ceiling, quotaGoal, pacing, weekdayPercent, flarePolicy, raiseNeedsChoice.")]
    [InlineData("\"target\": { \"strategy\": \"magic\" }", ": target: strategy is \"magic\" but must be one of ramp, percentile, coached, quota, fixed.")]
    [InlineData("\"target\": { \"strategy\": \"drift\" }", ": target: strategy is \"drift\" but must be one of ramp, percentile, coached, quota, fixed.")]
    [InlineData("\"target\": { \"strategy\": 7 }", ": target: strategy must be text.")]
    [InlineData("\"target\": { \"strategy\": \"fixed\" }", ": target: the strategy fixed needs fixedSteps, the steps a day you want.")]
    [InlineData("\"target\": { \"fixedSteps\": 99 }", ": target: fixedSteps must be a whole number from 100 to 45000.")]
    [InlineData("\"target\": { \"ceiling\": 1499 }", ": target: ceiling must be a whole number from 1500 to 45000.")]
    [InlineData("\"target\": { \"quotaGoal\": 45001 }", ": target: quotaGoal must be a whole number from 1500 to 45000.")]
    [InlineData("\"target\": { \"pacing\": \"yes\" }", ": target: pacing must be true or false.")]
    [InlineData("\"target\": { \"weekdayPercent\": 80 }", ": target: weekdayPercent must be an object of whole numbers.")]
    [InlineData("\"target\": { \"weekdayPercent\": { \"sun\": 80 } }", ": target: weekdayPercent names \"sun\" but must name one of monday, tuesday, wednesday, thursday, friday, saturday, sunday.")]
    [InlineData("\"target\": { \"weekdayPercent\": { \"sunday\": 24 } }", ": target: weekdayPercent of sunday must be a whole number from 25 to 200.")]
    [InlineData("\"target\": { \"weekdayPercent\": { \"sunday\": 201 } }", ": target: weekdayPercent of sunday must be a whole number from 25 to 200.")]
    [InlineData("\"target\": { \"flarePolicy\": \"1\" }", ": target: flarePolicy is \"1\" but must be one of hold, deload, ignore.")]
    [InlineData("\"target\": { \"raiseNeedsChoice\": 1 }", ": target: raiseNeedsChoice must be true or false.")]
    [InlineData("\"wakeTime\": \"7\"", ": wakeTime is \"7\" but must be a time like 07:00.")]
    [InlineData("\"sleepTime\": \"24:00\"", ": sleepTime is \"24:00\" but must be a time like 07:00.")]
    [InlineData("\"wakeTime\": \"22:00\"", ": wakeTime and sleepTime must differ.")]
    [InlineData("\"dayStart\": \"12:00\"", ": dayStart is \"12:00\" but must be a time from 00:00 to 11:59.")]
    [InlineData("\"dayStart\": \"early\"", ": dayStart is \"early\" but must be a time like 07:00.")]
    [InlineData("\"counterModuli\": { \"band\": 255 }", ": counterModuli of band must be a whole number from 256 to 4294967296.")]
    [InlineData("\"counterModuli\": { \"band\": 4294967297 }", ": counterModuli of band must be a whole number from 256 to 4294967296.")]
    [InlineData("\"counterModuli\": { \"a b\": 65536 }", ": counterModuli names \"a b\" but must name a device.")]
    [InlineData("\"reliefWindows\": \"on\"", ": reliefWindows must be true or false.")]
    [InlineData("\"maxHeartRate\": 99", ": maxHeartRate must be a whole number from 100 to 230.")]
    [InlineData("\"restingHeartRate\": 121", ": restingHeartRate must be a whole number from 25 to 120.")]
    [InlineData("\"heartRateUnreliable\": \"no\"", ": heartRateUnreliable must be true or false.")]
    public void What_cannot_be_is_answered_in_a_sentence(string keys, string sentence)
    {
        var (ana, problems) = Read(keys);

        Assert.Null(ana);
        Assert.Equal($"wearers.json, wearer 1{sentence}", Assert.Single(problems));
    }

    [Fact]
    public void All_mistakes_of_a_target_are_told_at_once() =>
        Assert.Equal(3, Read("""
            "wakeTime": "x", "target": { "strategy": "magic", "flarePolicy": "panic" }
            """).Problems.Count);

    [Fact]
    public void The_shipped_file_and_the_manual_name_every_key()
    {
        var shipped = File.ReadAllText(Repository.PathTo("config", "wearers.json"));
        var manual = File.ReadAllText(Repository.PathTo("config", "README.md"));

        var keys = Known(Read("\"nick\": 1").Problems[0]).Concat(Known(Read("\"target\": { \"nick\": 1 }").Problems[0])).ToList();

        Assert.True(keys.Count > 20);
        Assert.All(keys, key => Assert.Contains($"\"{key}\":", shipped, StringComparison.Ordinal));
        Assert.All(keys, key => Assert.Contains($"`{key}`", manual, StringComparison.Ordinal));

        static string[] Known(string problem) => problem[(problem.IndexOf("known are ", StringComparison.Ordinal) + 10)..].TrimEnd('.').Split(", ");
    }

    /// <summary>The example in comments is one that can be used.</summary>
    [Fact]
    public void The_shipped_file_is_good_with_its_comments_taken_off()
    {
        var lines = File.ReadAllLines(Repository.PathTo("config", "wearers.json")).Select(line => line.TrimStart() switch
        {
            var text when text.StartsWith("// \"", StringComparison.Ordinal) || text.StartsWith("//   \"", StringComparison.Ordinal)
                || text == "// }" => Closed(text[3..]),
            var text => text,
        });
        using var document = JsonDocument.Parse(string.Join('\n', lines),
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var problems = new List<string>();

        WearersFile.Parse(document.RootElement, problems);

        Assert.Empty(problems);
    }

    static string Closed(string line)
    {
        var remark = line.IndexOf("//", StringComparison.Ordinal);
        var text = (remark < 0 ? line : line[..remark]).TrimEnd();
        return text.EndsWith(',') || text.EndsWith('{') ? text : text + ",";
    }
}
