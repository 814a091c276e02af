using ActivitySync.Core.Telemetry;
using ActivitySync.Ingest;
using ActivitySync.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ActivitySync.Api;

/// <summary>What a wearer tells: read, add, correct, delete. An entry is a message like any other and takes the same road.</summary>
internal static class JournalEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/wearers/{wearer}/journal", ListAsync).WithSummary("What was told in a range, oldest first");
        api.MapPost("/wearers/{wearer}/journal", Add).WithSummary("Tell something");
        api.MapPut("/wearers/{wearer}/journal/{kind}/{at}", CorrectAsync).WithSummary("Replace an entry's number and words");
        api.MapDelete("/wearers/{wearer}/journal/{kind}/{at}", DeleteAsync).WithSummary("Withdraw an entry");
    }

    static async Task<Ok<Page<JournalView>>> ListAsync(
        HttpContext context, string wearer, IStore store, TimeProvider time, CancellationToken stop, string? from = null,
        string? to = null, int? limit = null)
    {
        var known = Door.See(context, wearer);
        var (first, last) = Dates.Range(known, from, to, time);
        var (end, next) = Dates.Page(context.Request.Path, first, last, limit);
        var (fromMs, toMs) = Dates.Instants(known, first, end);
        var entries = await store.ReadJournalAsync(known.Id, fromMs, toMs, stop);
        return TypedResults.Ok(new Page<JournalView>([.. entries.Select(entry => View(known, entry))], next));
    }

    static Accepted<JournalView> Add(
        HttpContext context, string wearer, JournalInput input, DirectIntake intake, MqttOptions mqtt, TimeProvider time)
    {
        var known = Door.Change(context, wearer);
        var timeMs = input.At is null ? time.GetUtcNow().ToUnixTimeMilliseconds() : Dates.Moment(known, input.At);
        Tell(known, input.Kind, timeMs, false, input.Value, input.Text, intake, mqtt);
        return Told(known, input.Kind, timeMs, input.Value, input.Text, withdrawn: false);
    }

    static async Task<Accepted<JournalView>> CorrectAsync(
        HttpContext context, string wearer, string kind, string at, JournalChange input, DirectIntake intake, IStore store,
        MqttOptions mqtt, CancellationToken stop)
    {
        var known = Door.Change(context, wearer);
        var timeMs = await ThereAsync(known, kind, at, store, stop);
        Tell(known, kind, timeMs, false, input.Value, input.Text, intake, mqtt);
        return Told(known, kind, timeMs, input.Value, input.Text, withdrawn: false);
    }

    static async Task<Accepted<JournalView>> DeleteAsync(
        HttpContext context, string wearer, string kind, string at, DirectIntake intake, IStore store, MqttOptions mqtt,
        CancellationToken stop)
    {
        var known = Door.Change(context, wearer);
        var timeMs = await ThereAsync(known, kind, at, store, stop);
        Tell(known, kind, timeMs, true, null, null, intake, mqtt);
        return Told(known, kind, timeMs, null, null, withdrawn: true);
    }

    static async Task<long> ThereAsync(Wearer wearer, string kind, string at, IStore store, CancellationToken stop)
    {
        var timeMs = Dates.Moment(wearer, at);
        var there = await store.ReadJournalAsync(wearer.Id, timeMs, timeMs + 1, stop);
        return there.Any(entry => JournalKindNames.Of(entry.Kind) == kind && !entry.IsWithdrawn)
            ? timeMs
            : throw ApiRefusal.NotFound("There is no entry of that kind at that time.",
                $"GET /api/v1/wearers/{wearer.Id}/journal lists them; what was told a second ago needs a moment.");
    }

    // A mistake is told at once instead of being found in quarantine.
    static void Tell(
        Wearer wearer, string kind, long timeMs, bool isDeleted, decimal? value, string? text, DirectIntake intake,
        MqttOptions mqtt)
    {
        var topic = JournalMessage.Topic(mqtt.TopicPrefix, wearer.Id);
        var payload = JournalMessage.Payload(kind, timeMs, isDeleted, value, text);
        if (intake.Refusal(topic, payload) is { } why)
        {
            throw new ApiRefusal(422, "It cannot be right", why.Detail, "Correct it and send it again. Nothing was kept.")
            {
                Reason = why.Reason,
            };
        }
        intake.Take(wearer.Id, topic, payload);
    }

    static Accepted<JournalView> Told(Wearer wearer, string kind, long timeMs, decimal? value, string? text, bool withdrawn)
        => TypedResults.Accepted((string?)null, new JournalView(kind, Dates.Moment(wearer, timeMs), value, text, withdrawn));

    static JournalView View(Wearer wearer, JournalEntry entry) => new(
        JournalKindNames.Of(entry.Kind), Dates.Moment(wearer, entry.TimeMs), entry.Value, entry.Text, entry.IsWithdrawn);
}
