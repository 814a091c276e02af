using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Demo;

/// <summary>The three people of the demo, each with a story that shows something else.</summary>
internal enum DemoStory
{
    /// <summary>Sits most of the day; a short walk at noon that grows a little each week.</summary>
    SedentaryStarter,

    /// <summary>Walks well, then two weeks ago the back flared up for five days.</summary>
    RecoveringWithFlare,

    /// <summary>Phone and watch count the same walks; each also counts some alone; the phone restarts now and then.</summary>
    PhoneAndWatch,
}

/// <summary>One pretended wearer.</summary>
internal sealed record DemoWearer(Wearer Wearer, DemoStory Story)
{
    public static IReadOnlyList<DemoWearer> All { get; } =
    [
        new(Of("ana", "Ana", "Europe/Berlin", 1979), DemoStory.SedentaryStarter),
        new(Of("ben", "Ben", "Europe/London", 1962), DemoStory.RecoveringWithFlare),
        new(Of("chloe", "Chloe", "America/New_York", 1991), DemoStory.PhoneAndWatch),
    ];

    static Wearer Of(string id, string name, string zone, int born) => new()
    {
        Id = id,
        Name = name,
        Zones = new ZoneTimeline(DateTimeZoneProviders.Tzdb[zone]),
        BirthYear = born,
        DevicePriority = ["watch", "phone"],
    };
}
