using System.Text;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace ActivitySync.Jobs;

/// <summary>
/// Asks phones with OwnTracks for their steps, because they tell them only when asked: every so many minutes for the day so
/// far, and once after each midnight for all of yesterday. What was asked when is not kept over a restart: asking again is
/// harmless, answers replace each other.
/// </summary>
internal sealed partial class StepRequester(
    IReadOnlyList<Source> sources, Household household, Func<string, byte[], CancellationToken, Task<bool>> send,
    ILogger<StepRequester> logger, TimeProvider time)
{
    /// <summary>How often to look whether a question is due, seconds.</summary>
    public const int EverySeconds = 20;

    // The phone's pedometer is some minutes behind; our choice.
    static readonly Duration AfterMidnight = Duration.FromMinutes(5);

    readonly Dictionary<string, Instant> _askedToday = [];
    readonly Dictionary<string, LocalDate> _askedYesterday = [];

    /// <summary>Whether any source wants to be asked.</summary>
    public static bool IsWanted(IReadOnlyList<Source> sources) => sources.Any(source => source.ReportStepsEveryMinutes is not null);

    public async Task RunAsync(CancellationToken stop)
    {
        var now = Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var source in sources)
        {
            if (source.ReportStepsEveryMinutes is not { } minutes)
            {
                continue;
            }
            foreach (var (topic, wearer) in Phones(source))
            {
                await AskAsync(topic, wearer, Duration.FromMinutes(minutes), now, stop);
            }
        }
    }

    async Task AskAsync(string topic, Wearer wearer, Duration every, Instant now, CancellationToken stop)
    {
        var today = LocalDays.DateAt(wearer, now.ToUnixTimeMilliseconds());
        if (_askedYesterday.GetValueOrDefault(topic) != today
            && LocalDays.Of(wearer, today) is { } day && now >= Instant.FromUnixTimeMilliseconds(day.StartMs) + AfterMidnight
            && LocalDays.Of(wearer, today.PlusDays(-1)) is { } yesterday
            && await SendAsync(topic, (yesterday.StartMs / 1_000, yesterday.EndMs / 1_000), stop))
        {
            _askedYesterday[topic] = today;
        }
        if ((!_askedToday.TryGetValue(topic, out var asked) || now >= asked + every) && await SendAsync(topic, null, stop))
        {
            _askedToday[topic] = now;
        }
    }

    async Task<bool> SendAsync(string topic, (long FromSeconds, long ToSeconds)? interval, CancellationToken stop)
    {
        var isSent = await send(topic, Encoding.ASCII.GetBytes(OwnTracksCommands.ReportSteps(interval)), stop);
        if (isSent)
        {
            LogAsked(topic);
        }
        return isSent;
    }

    // The wearer decides when midnight is. A phone whose owner only the topic tells is asked on the source's wearer's clock.
    IEnumerable<(string Topic, Wearer Wearer)> Phones(Source source)
    {
        foreach (var (topic, id) in OwnTracksCommands.Topics(source))
        {
            var name = source.Devices.GetValueOrDefault(id)?.Wearer ?? source.Wearer;
            if (household.ById.GetValueOrDefault(name ?? id.Split('/')[0]) is { } wearer)
            {
                yield return (topic, wearer);
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "Asked the phone at {Topic} for its steps")]
    partial void LogAsked(string topic);
}
