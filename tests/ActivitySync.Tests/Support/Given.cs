using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Tests.Support;

/// <summary>Small inputs for tests of movement, targets and scoring; a test names only what matters to it.</summary>
internal static class Given
{
    public const long Minute = 60_000;
    public const long Hour = 60 * Minute;

    public static readonly LocalDate Date = new(2026, 6, 15);

    public static DateTimeZone Zone(string id) => DateTimeZoneProviders.Tzdb[id];

    public static Wearer Wearer(string zone = "UTC", params string[] devices) =>
        new() { Id = "ada", Zones = new ZoneTimeline(Zone(zone)), DevicePriority = devices };

    public static LocalDay Day(Wearer? wearer = null, LocalDate? date = null) =>
        LocalDays.Of(wearer ?? Wearer(), date ?? Date)!;

    public static StepSample Steps(
        long timeMs, long count, CounterKind counter = CounterKind.Delta, long lengthMs = 0, string device = "watch",
        string? boot = null) => new("ada", device, counter, timeMs, count, lengthMs, boot);

    /// <summary>A delta for each minute of the day, the first ones; a negative count leaves the minute out.</summary>
    public static List<StepSample> MinuteSteps(LocalDay day, IEnumerable<int> counts, string device = "watch") =>
        [.. counts.Select((count, i) => (count, i)).Where(minute => minute.count >= 0).Select(minute =>
            Steps(day.StartMs + (minute.i + 1) * Minute, minute.count, lengthMs: Minute, device: device))];

    public static List<HeartRateSample> HeartMinutes(LocalDay day, IEnumerable<int> bpm, string device = "watch") =>
        [.. bpm.Select((value, i) => (value, i)).Where(minute => minute.value > 0).Select(minute =>
            new HeartRateSample("ada", device, day.StartMs + minute.i * Minute, minute.value))];

    public static DayMovement Derived(
        Wearer wearer, LocalDay day, IReadOnlyList<StepSample> steps, IReadOnlyList<HeartRateSample>? hearts = null,
        MovementOptions? options = null) => DayDerivation.Derive(
            wearer, day, new DaySamples { Steps = steps, HeartRates = hearts ?? [] }, options ?? MovementOptions.Default);

    public static IEnumerable<int> Repeat(int value, int times) => Enumerable.Repeat(value, times);
}
