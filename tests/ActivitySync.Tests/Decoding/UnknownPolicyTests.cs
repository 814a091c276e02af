using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Telemetry;
using ActivitySync.Tests.Support;

namespace ActivitySync.Tests.Decoding;

/// <summary>On our own topics, who and what is not listed goes to quarantine unless the household allows it.</summary>
public sealed class UnknownPolicyTests
{
    const string Reading = """{"ts":1781524800000,"steps":5,"counter":"since_midnight"}""";

    static readonly Wearer Listing = Some.Wearer() with { DevicePriority = ["watch", "phone"] };

    readonly SampleBatch _samples = new();

    [Fact]
    public void A_device_that_is_not_in_the_wearers_list_is_refused_with_the_line_to_write()
    {
        var why = Decode("activitysync/v1/ana/pebble/steps", Some.Rules(Listing));

        Assert.Equal("unknown_device", why?.Reason);
        Assert.Contains("""Write "devices": [ "watch", "phone", "pebble" ] there""", why!.Detail, StringComparison.Ordinal);
        Assert.Empty(_samples.Steps);
    }

    [Fact]
    public void A_wearer_without_a_list_has_no_unknown_device()
    {
        Assert.Null(Decode("activitysync/v1/ana/pebble/steps", Some.Rules()));
        Assert.Equal("pebble", Assert.Single(_samples.Steps).Device);
    }

    [Fact]
    public void Listed_devices_and_allowed_ones_are_taken()
    {
        Assert.Null(Decode("activitysync/v1/ana/phone/steps", Some.Rules(Listing)));
        Assert.Null(Decode("activitysync/v1/ana/pebble/steps", Some.Rules(Listing) with { UnknownDevices = UnknownPolicy.Allow }));
        Assert.Equal(["phone", "pebble"], _samples.Steps.Select(sample => sample.Device));
    }

    [Fact]
    public void Words_and_controls_of_a_wearer_need_no_device()
    {
        Assert.Null(Decode("activitysync/v1/ana/journal", Some.Rules(Listing), """{"ts":1781524800000,"kind":"pain","value":3}"""));
        Assert.Null(Decode("activitysync/wearers/ana/set/pain", Some.Rules(Listing), "3"));
    }

    [Fact]
    public void Somebody_unknown_is_refused_with_the_line_to_write()
    {
        var why = Decode("activitysync/v1/bo/watch/steps", Some.Rules());

        Assert.Equal("unknown_wearer", why?.Reason);
        Assert.Contains("""{ "id": "bo", "zone": """, why!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_unknown_who_is_allowed_counts_for_a_wearer_by_a_device_of_their_own()
    {
        Assert.Null(Decode("activitysync/v1/bo/watch/steps", Some.Rules(Listing) with { UnknownWearersCountFor = Listing }));
        Assert.Equal(("ana", "bo-watch"), _samples.Steps.Select(sample => (sample.Wearer, sample.Device)).Single());
    }

    [Fact]
    public void What_somebody_unknown_says_of_themselves_is_nobody_elses()
    {
        var rules = Some.Rules(Listing) with { UnknownWearersCountFor = Listing };

        Assert.Equal("unknown_wearer", Decode("activitysync/v1/bo/journal", rules, """{"ts":1781524800000,"kind":"pain","value":3}""")?.Reason);
        Assert.Equal("unknown_wearer", Decode("activitysync/wearers/bo/set/pain", rules, "3")?.Reason);
    }

    Rejection? Decode(string topic, DecodingRules rules, string payload = Reading) => new NativeFormat().Decode(
        new RawMessage(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), Some.Noon, false), rules, _samples);
}
