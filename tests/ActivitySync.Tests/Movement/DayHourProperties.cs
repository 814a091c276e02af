using ActivitySync.Core.Movement;
using ActivitySync.Tests.Support;
using NodaTime;

namespace ActivitySync.Tests.Movement;

/// <summary>What holds for the hours of any day.</summary>
public sealed class DayHourProperties
{
    [Fact]
    public void Whatever_the_readings_the_hours_add_up_to_the_day()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var wearer = Given.Wearer(seed % 2 == 0 ? "Europe/Berlin" : "Asia/Kathmandu", "watch", "phone");
            var day = Given.Day(wearer, new LocalDate(2026, 3, 29));
            var steps = Enumerable.Range(0, random.Next(1, 60)).Select(_ =>
            {
                var length = random.Next(1, 300) * Given.Minute;
                var end = day.StartMs + random.NextInt64(0, day.EndMs - day.StartMs + Given.Hour);
                return Given.Steps(end, random.Next(0, 5_000), lengthMs: length, device: random.Next(2) == 0 ? "watch" : "phone");
            }).ToList();

            var movement = Given.Derived(wearer, day, steps);
            var hours = DayHour.Of(movement, MovementOptions.Default);

            Assert.Equal(movement.Steps, hours.Sum(hour => hour.Steps ?? 0));
            Assert.Equal(movement.CoarseSteps, hours.Sum(hour => hour.CoarseSteps ?? 0));
        }
    }
}
