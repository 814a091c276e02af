using System.Text;
using ActivitySync.Hosting;
using ActivitySync.Jobs;
using ActivitySync.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivitySync.Tests.Jobs;

public sealed class StepRequesterTests
{
    const string Phones =
        """
        { "name": "o", "format": "owntracks", "reportSteps": { "everyMinutes": 30 },
          "devices": { "ana/iphone": { "wearer": "ana" }, "bo/phone": { "wearer": "bo" } } },
        { "name": "quiet", "format": "owntracks", "topic": "other/+/+/step", "devices": { "ana/ipad": { "wearer": "ana" } } }
        """;

    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    readonly List<(string Topic, string Payload)> _sent = [];
    readonly ManualTime _time = new(Some.NoonTime);
    readonly StepRequester _requester;
    bool _brokerIsAway;

    public StepRequesterTests()
    {
        var rules = Some.Rules(Some.Wearer("ana"), Some.Wearer("bo", "America/New_York"));
        _requester = new StepRequester(Sources.Parse(Phones, rules), new Household([.. rules.Wearers.Values]), SendAsync,
            NullLogger<StepRequester>.Instance, _time);
    }

    [Fact]
    public async Task At_first_each_phone_is_asked_for_yesterday_and_for_today()
    {
        await _requester.RunAsync(Stop);

        // Yesterday in Berlin, UTC+2, and in New York, UTC-4.
        Assert.Equal(
            [
                ("owntracks/ana/iphone/cmd", Yesterday("2026-06-13T22:00:00Z", "2026-06-14T22:00:00Z")),
                ("owntracks/ana/iphone/cmd", """{"_type":"cmd","action":"reportSteps"}"""),
                ("owntracks/bo/phone/cmd", Yesterday("2026-06-14T04:00:00Z", "2026-06-15T04:00:00Z")),
                ("owntracks/bo/phone/cmd", """{"_type":"cmd","action":"reportSteps"}"""),
            ], _sent);
    }

    [Fact]
    public async Task Then_every_so_many_minutes_and_no_sooner()
    {
        await _requester.RunAsync(Stop);
        _sent.Clear();

        await AfterAsync(TimeSpan.FromMinutes(29));
        Assert.Empty(_sent);
        await AfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, _sent.Count);
    }

    [Fact]
    public async Task And_for_yesterday_once_shortly_after_each_midnight()
    {
        await _requester.RunAsync(Stop);
        _sent.Clear();

        await AfterAsync(TimeSpan.FromHours(10)); // midnight in Berlin
        Assert.DoesNotContain(_sent, sent => sent.Payload.Contains("from", StringComparison.Ordinal));
        await AfterAsync(TimeSpan.FromMinutes(5));
        await AfterAsync(TimeSpan.FromMinutes(5));

        var asked = Assert.Single(_sent, sent => sent.Payload.Contains("from", StringComparison.Ordinal));
        Assert.Equal(("owntracks/ana/iphone/cmd", Yesterday("2026-06-14T22:00:00Z", "2026-06-15T22:00:00Z")), asked);
    }

    [Fact]
    public async Task What_the_broker_did_not_take_is_asked_again()
    {
        _brokerIsAway = true;
        await _requester.RunAsync(Stop);
        _brokerIsAway = false;

        await _requester.RunAsync(Stop);

        Assert.Equal(4, _sent.Count);
    }

    async Task AfterAsync(TimeSpan time)
    {
        _time.Advance(time);
        await _requester.RunAsync(Stop);
    }

    Task<bool> SendAsync(string topic, byte[] payload, CancellationToken stop)
    {
        if (!_brokerIsAway)
        {
            _sent.Add((topic, Encoding.UTF8.GetString(payload)));
        }
        return Task.FromResult(!_brokerIsAway);
    }

    static string Yesterday(string from, string to)
        => $$"""{"_type":"cmd","action":"reportSteps","from":{{Seconds(from)}},"to":{{Seconds(to)}}}""";

    static long Seconds(string instant) => GoldenMessages.Ms(instant) / 1_000;
}
