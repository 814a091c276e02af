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
        return rules.Wearers.TryGetValue(wearer, out var known)
            ? (new NativeTopic(known, device, content), null)
            : (null, new Rejection("unknown_wearer",
                $"Nobody called {wearer} is listed in wearers.json. Add them and replay the message."));
    }
}
