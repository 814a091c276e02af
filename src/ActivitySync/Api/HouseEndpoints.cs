using System.Text;
using ActivitySync.Hosting;
using ActivitySync.Ingest;
using ActivitySync.Jobs;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ActivitySync.Api;

/// <summary>Wearers, their devices, deriving again; and for administrators the quarantine and the state of the house.</summary>
internal static class HouseEndpoints
{
    const int UsualMessages = 50;
    const int MostMessages = 500;
    const int MostShownBytes = 65_536;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/wearers", Wearers).WithSummary("The wearers you may see");
        api.MapGet("/wearers/{wearer}/devices", Devices).WithSummary("A wearer's devices and how fresh they are");
        api.MapPost("/wearers/{wearer}/rescore", RescoreAsync).WithSummary("Have closed days derived and scored again");
        api.MapGet("/house", House).WithSummary("State of the service: broker, spool, store, jobs, quarantine (administrators)");
        api.MapGet("/quarantine", Quarantine).WithSummary("Messages that could not be taken, newest first (administrators)");
        api.MapGet("/quarantine/{id:long}", Quarantined).WithSummary("One of them, with its payload (administrators)");
        api.MapPost("/quarantine/{id:long}/replay", Replay).WithSummary("Send it down the road again (administrators)");
        api.MapDelete("/quarantine/{id:long}", Drop).WithSummary("Forget it for good (administrators)");
    }

    static Ok<IReadOnlyList<WearerView>> Wearers(HttpContext context, Household household)
        => TypedResults.Ok<IReadOnlyList<WearerView>>(
            [.. household.Wearers.Where(wearer => Door.GrantOf(context).MaySee(wearer.Id)).Select(WearerView.Of)]);

    static Ok<IReadOnlyList<DeviceView>> Devices(
        HttpContext context, string wearer, MessageSpool spool, JobOptions jobs, TimeProvider time)
    {
        var known = Door.See(context, wearer);
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        return TypedResults.Ok<IReadOnlyList<DeviceView>>(
            [.. spool.Devices.All().Where(device => device.Wearer == known.Id).Select(device => new DeviceView(
                device.Device, Dates.Moment(known, device.LastMs), Math.Max(0, nowMs - device.LastMs) / 1_000,
                nowMs - device.LastMs >= jobs.StaleAfterMs ? "silent" : "fresh"))]);
    }

    static async Task<Accepted<RescoreAnswer>> RescoreAsync(
        HttpContext context, string wearer, RescoreInput input, DayScorer scorer, IStore store, MessageSpool spool,
        CancellationToken stop)
    {
        var known = Door.Change(context, wearer);
        var (from, to) = (Dates.Date(input.From), Dates.Date(input.To));
        if (from > to)
        {
            throw ApiRefusal.BadRequest("from lies after to.", "Turn them round.");
        }
        if (from.PlusDays(Dates.MostDays) <= to)
        {
            throw ApiRefusal.BadRequest($"At most {Dates.MostDays} days at a time.", "Ask for them in parts.");
        }
        var (dates, kept) = Rescoring.DaysOf(
            known, from, to, scorer.LastClosedDay(known), await store.ReadRawFromAsync(known.Id, stop));
        spool.State.Touch([.. dates.Select(date => new DayKey(known.Id, date))]);
        return TypedResults.Accepted((string?)null, new RescoreAnswer(dates.Count, kept));
    }

    static Ok<Health> House(HttpContext context, HealthFile health)
    {
        Door.Admin(context);
        return TypedResults.Ok(health.Look());
    }

    static Ok<Page<QuarantinedView>> Quarantine(
        HttpContext context, MessageSpool spool, int? limit = null, long? before = null, string? reason = null,
        string? source = null)
    {
        Door.Admin(context);
        var most = Math.Clamp(limit ?? UsualMessages, 1, MostMessages);
        var found = spool.Quarantine.Page(before ?? long.MaxValue, reason ?? "", source ?? "", most + 1);
        var next = found.Count > most
            ? $"{context.Request.Path}{QueryString.Create("before", $"{found[most - 1].Id}").Add("limit", $"{most}")
                .Add("reason", reason ?? "").Add("source", source ?? "")}"
            : null;
        return TypedResults.Ok(new Page<QuarantinedView>([.. found.Take(most).Select(message => View(message, false))], next));
    }

    static Ok<QuarantinedView> Quarantined(HttpContext context, long id, MessageSpool spool)
    {
        Door.Admin(context);
        return TypedResults.Ok(View(Chosen(spool, id)[0], true));
    }

    static Accepted<CountAnswer> Replay(HttpContext context, long id, MessageSpool spool)
    {
        Door.Admin(context);
        return TypedResults.Accepted((string?)null, new CountAnswer(spool.Replay(Chosen(spool, id))));
    }

    static Ok<CountAnswer> Drop(HttpContext context, long id, MessageSpool spool)
    {
        Door.Admin(context);
        spool.Quarantine.Drop(Chosen(spool, id));
        return TypedResults.Ok(new CountAnswer(1));
    }

    static IReadOnlyList<QuarantinedMessage> Chosen(MessageSpool spool, long id)
        => spool.Quarantine.Find(id, null) is { Count: > 0 } found ? found
            : throw ApiRefusal.NotFound("No message in quarantine has that number.", "GET /api/v1/quarantine lists them.");

    static QuarantinedView View(QuarantinedMessage message, bool withPayload) => new(
        message.Id, DateTimeOffset.FromUnixTimeMilliseconds(message.ReceivedMs), message.Source, message.Topic, message.Reason,
        message.Detail, message.Payload.Length,
        withPayload ? Encoding.UTF8.GetString(message.Payload.AsSpan(0, Math.Min(message.Payload.Length, MostShownBytes))) : null);
}
