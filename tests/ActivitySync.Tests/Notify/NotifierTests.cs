using System.Text;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Notify;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Tests.Support;
using ActivitySync.Verbs;

namespace ActivitySync.Tests.Notify;

/// <summary>Who is told what, how often, and in how many words.</summary>
public sealed class NotifierTests : IAsyncLifetime
{
    static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    static readonly Wearer Ana = Some.Wearer() with { Name = "Ana" };

    readonly HttpRecorder _server = new();
    readonly TempFolder _folder = new();
    readonly CapturedLog<Notifier> _log = new();
    readonly ManualTime _time = new(Some.NoonTime);
    readonly MessageSpool _spool;

    public NotifierTests() => _spool = new MessageSpool(
        new SpoolOptions { Folder = _folder.Path }, Microsoft.Extensions.Logging.Abstractions.NullLogger<MessageSpool>.Instance, TimeProvider.System);

    [Fact]
    public async Task Each_event_is_sent_once_also_across_a_restart()
    {
        using var channels = Channels();
        Notifier(channels).Begin();
        _spool.Outbox.Add([Stale(1)]);
        await Notifier(channels).CatchUpAsync(channels.All[0], Stop);
        await Notifier(channels).CatchUpAsync(channels.All[0], Stop);

        await _server.NextAsync();
        Assert.Equal(0, _server.Waiting);
    }

    [Fact]
    public async Task A_new_channel_tells_nothing_of_the_past_and_only_events_asked_for()
    {
        using var channels = Channels();
        _spool.Outbox.Add([Stale(1)]);
        Notifier(channels).Begin();
        _spool.Outbox.Add([EventWriter.OfGoalMet(Ana, new NodaTime.LocalDate(2026, 6, 15), 6_000, 5_000, Some.Noon), Stale(2)]);

        await Notifier(channels).CatchUpAsync(channels.All[0], Stop);

        Assert.Contains("watch-2", (await _server.NextAsync()).Body, StringComparison.Ordinal);
        Assert.Equal(0, _server.Waiting);
    }

    [Fact]
    public async Task A_service_that_is_away_is_tried_again_and_said_once()
    {
        using var channels = Channels();
        Notifier(channels).Begin();
        _server.Answers.Enqueue(503);
        _server.Answers.Enqueue(503);
        _spool.Outbox.Add([Stale(1) with { ExpiresMs = long.MaxValue }]);

        // Polly waits by a clock, and the other one stands still.
        await Notifier(channels, TimeProvider.System).CatchUpAsync(channels.All[0], Stop);

        Assert.Equal(["Warning LogNotSent", "Information LogSentAgain"], _log.Story);
        Assert.Equal(3, _server.Waiting);
    }

    [Fact]
    public async Task What_nobody_wants_to_hear_any_more_is_given_up()
    {
        using var channels = Channels();
        Notifier(channels).Begin();
        _spool.Outbox.Add([Stale(1)]);
        _time.Advance(TimeSpan.FromHours(25));

        await Notifier(channels).CatchUpAsync(channels.All[0], Stop);

        Assert.Equal(["Warning LogGivenUp"], _log.Story);
        Assert.Equal(0, _server.Waiting);
    }

    [Theory]
    [InlineData(ContentLevel.None, "A day is closed.", false)]
    [InlineData(ContentLevel.Counters, "2026-06-15 is closed. Streak: 3.", false)]
    [InlineData(ContentLevel.Values, "2026-06-15: 6,000 steps, target 5,000, score –, streak 3.", true)]
    internal void The_content_level_decides_how_much_is_said(ContentLevel level, string text, bool hasData)
    {
        var payload = Encoding.UTF8.GetBytes("""{"id":"x","date":"2026-06-15","steps":6000,"target":5000,"score":null,"streak":3}""");
        var told = NotificationText.Of(new OutboxEvent("x", "day_closed", "ana", 0, 1, payload), Ana, level, NotificationTemplates.BuiltIn);

        Assert.Equal((text, hasData), (told.Text, told.Data is not null));
        Assert.Equal(level == ContentLevel.None ? "ActivitySync: ana" : "ActivitySync: Ana", told.Title);
    }

    [Fact]
    public void Every_event_we_write_fills_every_name_its_words_have()
    {
        OutboxEvent[] all =
        [
            EventWriter.OfNudge(Ana, new NodaTime.LocalDate(2026, 6, 15), 1, 52, Some.Noon),
            EventWriter.OfGoalMet(Ana, new NodaTime.LocalDate(2026, 6, 15), 1, 1, Some.Noon),
            Stale(1),
            EventWriter.OfDeviceBack(Ana, new HeardDevice("ana", "watch", Some.Noon, Some.Noon - Some.DayMs), Some.Noon),
            EventWriter.OfJob(EventWriter.JobFailed, "progress", "away", Some.Noon, Some.Noon),
            EventWriter.OfJob(EventWriter.JobWorks, "progress", null, Some.Noon, Some.Noon),
        ];

        Assert.All(all, one => Assert.All(Enum.GetValues<ContentLevel>(),
            level => Assert.DoesNotContain("{", NotificationText.Of(one, Ana, level, NotificationTemplates.BuiltIn).Text, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_verb_sends_a_test_by_every_channel_and_says_how_it_went()
    {
        var config = new ServiceConfig
        {
            Household = new Household([Ana]),
            Notify = new NotifyOptions
            {
                Ntfy = new NtfyOptions { Url = _server.Url, Topic = "t" },
                Gotify = new GotifyOptions { Url = "http://127.0.0.1:1", Token = "x" },
            },
        };
        var output = new StringWriter();

        Assert.Equal(1, await NotifyVerb.TestAsync(config, _time, output, Stop));

        Assert.Contains("ntfy: sent", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("gotify: The server cannot be reached", output.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<VerbProblemException>(() => NotifyVerb.TestAsync(config with { Notify = new() }, _time, output, Stop));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _spool.Dispose();
        _folder.Dispose();
    }

    Channels Channels() => new(new NotifyOptions { Ntfy = new NtfyOptions { Url = _server.Url, Topic = "t" } }, _time);

    Notifier Notifier(Channels channels, TimeProvider? time = null)
        => new(new NotifyOptions(), NotificationTemplates.BuiltIn, channels, new Household([Ana]), _spool, _log, time ?? _time);

    static OutboxEvent Stale(int number) => EventWriter.OfDeviceStale(
        Ana, new HeardDevice("ana", $"watch-{number}", Some.Noon - Some.DayMs, 0), Some.Noon);
}
