using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Movement;

public sealed class CounterVectorTests
{
    public static TheoryData<string> Cases => Vectors.NamesOf("counter");

    [Theory, MemberData(nameof(Cases)), Trait(Vectors.Trait, "counter")]
    public void Counter_readings_become_steps(string name)
    {
        var kind = name.StartsWith("midnight", StringComparison.Ordinal) ? CounterKind.SinceMidnight : CounterKind.SinceBoot;
        var fold = new CounterFold(
            kind, name == "rollover16" ? 65_536 : null, new DeviceMidnights(Given.Wearer()), MovementOptions.Default);
        var atMs = Given.Day().StartMs;
        var previous = TimeSpan.Zero;

        foreach (var row in Vectors.Entry("counter", name).EnumerateArray())
        {
            var time = TimeSpan.Parse(row[0].GetString()!);
            atMs += (long)(time - previous).TotalMilliseconds + (time < previous ? 24 * Given.Hour : 0);
            previous = time;

            var delta = fold.Next(new CounterReading(atMs, row[1].GetInt64()));

            Assert.Equal(row[2].GetInt64(), delta.Steps);
            Assert.Equal(row[3].GetString(), Upper(delta.Rule));
        }
    }

    static string Upper(CounterRule rule) => rule == CounterRule.DayReset ? "DAY_RESET" : rule.ToString().ToUpperInvariant();
}
