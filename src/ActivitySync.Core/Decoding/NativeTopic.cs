using System.Text;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>What a native topic carries.</summary>
internal enum NativeContent
{
    Steps,
    HeartRate,
    RestingHeartRate,
    Batch,
    Journal,
    Control,
}

/// <summary>
/// A native topic taken apart: <c>{prefix}/v1/{wearer}/{device}/steps|heart_rate|resting_heart_rate|batch</c>,
/// <c>{prefix}/v1/{wearer}/journal</c> or, for controls of a home, <c>{prefix}/wearers/{wearer}/set/{control}</c>, whose
/// last level then stands as the device.
/// </summary>
internal sealed record NativeTopic(Wearer Wearer, string Device, NativeContent Content)
{
    public static (NativeTopic? Topic, Rejection? Why) Parse(ReadOnlySpan<byte> topic, DecodingRules rules)
    {
        var levels = Encoding.UTF8.GetString(topic).Split('/');
        if (levels.Length == 5 && levels[0] == rules.TopicPrefix && levels[1] == "wearers" && levels[3] == "set")
        {
            return Of(levels[2], levels[4], NativeContent.Control, rules);
        }
        if (levels.Length < 4 || levels[0] != rules.TopicPrefix || levels[1] != "v1")
        {
            return (null, new Rejection("unknown_topic",
                $"The topic is not of the form {rules.TopicPrefix}/v1/<wearer>/<device>/steps."));
        }
        NativeContent? content = (levels.Length, levels[^1]) switch
        {
            (5, "steps") => NativeContent.Steps,
            (5, "heart_rate") => NativeContent.HeartRate,
            (5, "resting_heart_rate") => NativeContent.RestingHeartRate,
            (5, "batch") => NativeContent.Batch,
            (4, "journal") => NativeContent.Journal,
            _ => null,
        };
        if (content is null)
        {
            return (null, new Rejection("unknown_topic",
                "The last topic level must be steps, heart_rate, resting_heart_rate or batch below a device, or journal below a wearer."));
        }
        return Of(levels[2], levels.Length == 5 ? levels[3] : "", content.Value, rules);
    }

    static (NativeTopic? Topic, Rejection? Why) Of(
        string wearer, string device, NativeContent content, DecodingRules rules)
    {
        if (!Slug.IsValid(wearer) || (content != NativeContent.Journal && !Slug.IsValid(device)))
        {
            return (null, new Rejection("bad_identifier",
                "Wearer and device must be 1 to 64 characters of A-Z a-z 0-9 _ and -."));
        }
        var isReading = content is not (NativeContent.Journal or NativeContent.Control);
        if (rules.Wearers.TryGetValue(wearer, out var known))
        {
            return isReading && UnknownDevice(known, device, rules) is { } why
                ? (null, why) : (new NativeTopic(known, device, content), null);
        }
        return isReading && rules.UnknownWearersCountFor is { } other
            ? (new NativeTopic(other, Owner.DeviceOfStranger(wearer, device), content), null)
            : (null, UnknownWearer(wearer, isReading));
    }

    static Rejection? UnknownDevice(Wearer wearer, string device, DecodingRules rules)
    {
        if (rules.UnknownDevices == UnknownPolicy.Allow || wearer.DevicePriority.Count == 0 || wearer.DevicePriority.Contains(device))
        {
            return null;
        }
        var devices = string.Join(", ", wearer.DevicePriority.Append(device).Select(name => $"\"{name}\""));
        return new Rejection(Rejection.UnknownDevice,
            $"{wearer.Id} has no device {device} in wearers.json. Write \"devices\": [ {devices} ] there, most trusted first; " +
            $"{Rejection.ThenReplay(Rejection.UnknownDevice)}; or let Ingest:UnknownDevices be Allow in activitysync.json.");
    }

    static Rejection UnknownWearer(string wearer, bool isReading) => new(Rejection.UnknownWearer,
        $"Nobody called {wearer} is listed in wearers.json. Write {{ \"id\": \"{wearer}\", \"zone\": \"Europe/Berlin\" }}, with their " +
        $"zone, into wearers there; {Rejection.ThenReplay(Rejection.UnknownWearer)}" +
        (isReading ? "; or let Ingest:UnknownWearers be Allow in activitysync.json." : "."));
}
