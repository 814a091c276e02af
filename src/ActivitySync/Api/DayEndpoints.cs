using System.Text.Json;
using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using ActivitySync.Jobs;
using ActivitySync.Publish;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ActivitySync.Api;

/// <summary>Today, scored days with their revisions, minutes and explanations, and targets.</summary>
internal static class DayEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/wearers/{wearer}/today", TodayAsync).Produces<JsonElement>()
            .WithSummary("How far today has come")
            .WithDescription("The same document as the retained topic state; see config/README.md.");
        api.MapGet("/wearers/{wearer}/days", DaysAsync)
            .WithSummary("Scored days of a range, newest revision of each, oldest first");
        api.MapGet("/wearers/{wearer}/days/{date}", DayAsync).WithSummary("A scored day, newest revision");
        api.MapGet("/wearers/{wearer}/days/{date}/revisions", RevisionsAsync)
            .WithSummary("Every revision of a day, oldest first");
        api.MapGet("/wearers/{wearer}/days/{date}/minutes", MinutesAsync).WithSummary("The minutes of a day");
        api.MapGet("/wearers/{wearer}/days/{date}/explain", ExplainAsync)
            .WithSummary("How a day's numbers came about, from what is stored now");
        api.MapGet("/wearers/{wearer}/targets", TargetsAsync).WithSummary("Targets of a range and why each was set");
    }

    static async Task<IResult> TodayAsync(
        HttpContext context, string wearer, ProgressReporter progress, CancellationToken stop)
    {
        var today = await progress.FactsAsync(Door.See(context, wearer), stop);
        return TypedResults.Bytes(Json.Object(json => StateJson.Write(json, today)), "application/json; charset=utf-8");
    }

    static async Task<Ok<Page<DayView>>> DaysAsync(
        HttpContext context, string wearer, IStore store, TimeProvider time, CancellationToken stop, string? from = null,
        string? to = null, int? limit = null)
    {
        var known = Door.See(context, wearer);
        var (first, last) = Dates.Range(known, from, to, time);
        var (end, next) = Dates.Page(context.Request.Path, first, last, limit);
        var rows = await store.ReadDaysAsync(known.Id, first, end, stop);
        return TypedResults.Ok(new Page<DayView>([.. rows.Select(View)], next));
    }

    static async Task<Ok<DayView>> DayAsync(
        HttpContext context, string wearer, string date, IStore store, CancellationToken stop)
        => TypedResults.Ok((await RevisionsOfAsync(context, wearer, date, store, stop))[^1]);

    static async Task<Ok<IReadOnlyList<DayView>>> RevisionsAsync(
        HttpContext context, string wearer, string date, IStore store, CancellationToken stop)
        => TypedResults.Ok(await RevisionsOfAsync(context, wearer, date, store, stop));

    static async Task<IReadOnlyList<DayView>> RevisionsOfAsync(
        HttpContext context, string wearer, string date, IStore store, CancellationToken stop)
    {
        var known = Door.See(context, wearer);
        var day = Dates.Day(known, date);
        return await store.ReadDayRevisionsAsync(known.Id, day.Date, stop) is { Count: > 0 } rows
            ? [.. rows.Select(View)]
            : throw ApiRefusal.NotFound($"{date} is not scored, or not yet.", "Days are scored after their end; today is at …/today.");
    }

    static async Task<Ok<MinutesView>> MinutesAsync(
        HttpContext context, string wearer, string date, DayScorer scorer, IStore store, CancellationToken stop)
    {
        var (known, day) = await DerivableAsync(context, wearer, date, store, stop);
        var minutes = await scorer.MinutesAsync(known, day, stop);
        return TypedResults.Ok(new MinutesView(
            Dates.Text(day.Date), Dates.Moment(known, day.StartMs), [.. minutes.Select(minute => minute.Steps)],
            [.. minutes.Select(minute => minute.Bpm)], [.. minutes.Select(Effort)]));
    }

    static async Task<Ok<ExplainView>> ExplainAsync(
        HttpContext context, string wearer, string date, DayScorer scorer, IStore store, MessageSpool spool,
        CancellationToken stop)
    {
        var (known, day) = await DerivableAsync(context, wearer, date, store, stop);
        var explanation = await scorer.ExplainAsync(known, day, stop);
        var revisions = await store.ReadDayRevisionsAsync(known.Id, day.Date, stop);
        var quarantined = spool.Quarantine.CountsByTopic().Where(count => count.Topic.Split('/').Contains(known.Id))
            .GroupBy(count => count.Reason).ToDictionary(group => group.Key, group => group.Sum(count => count.Count));
        return TypedResults.Ok(new ExplainView(
            Dates.Text(day.Date), Dates.Moment(known, day.StartMs), Dates.Moment(known, day.EndMs),
            revisions.Count > 0 ? revisions[^1].Revision : null,
            [.. explanation.Steps.Select(step => new ExplainStep(step.Stage, step.Label, step.Value, step.Sentence))],
            [.. explanation.Accounts.Select(View)], quarantined));
    }

    static async Task<Ok<Page<TargetView>>> TargetsAsync(
        HttpContext context, string wearer, IStore store, TimeProvider time, CancellationToken stop, string? from = null,
        string? to = null, int? limit = null)
    {
        var known = Door.See(context, wearer);
        var (first, last) = Dates.Range(known, from, to, time);
        var (end, next) = Dates.Page(context.Request.Path, first, last, limit);
        var rows = await store.ReadTargetsAsync(known.Id, first, end, stop);
        return TypedResults.Ok(new Page<TargetView>(
            [.. rows.Select(row => new TargetView(
                Dates.Text(row.Date), row.Revision, row.Steps, row.Action, row.Reason, Parsed(row.Inputs)))],
            next));
    }

    // A day some of whose samples are gone would come out too small.
    static async Task<(Wearer Wearer, LocalDay Day)> DerivableAsync(
        HttpContext context, string wearer, string date, IStore store, CancellationToken stop)
    {
        var known = Door.See(context, wearer);
        var day = Dates.Day(known, date);
        return DayScorer.CanBeDerived(day, await store.ReadRawFromAsync(known.Id, stop))
            ? (known, day)
            : throw new ApiRefusal(410, "The samples are gone", $"The samples {date} was made of were removed by retention.",
                $"Its report stands: GET /api/v1/wearers/{known.Id}/days/{date}.");
    }

    static DayView View(DayRow row) => new(
        Dates.Text(row.Date), row.Revision, row.RuleVersion, DateTimeOffset.FromUnixTimeMilliseconds(row.ComputedMs),
        Parsed(row.Report));

    static DeviceSteps View(DeviceAccount account) => new(
        account.Device, CounterKindNames.Of(account.Counter), account.ToldSteps, account.CountedSteps, account.OverlapSteps,
        account.RepeatedSteps, account.ReplacedSteps, account.ImplausibleSteps, account.MixedSteps, account.OtherCounterSteps,
        account.GapMinutes);

    static string Effort(DayMinute minute) => (minute.Worn, minute.Intensity) switch
    {
        (false, _) => "not_worn",
        (_, Intensity.Unknown) => "unknown",
        (_, Intensity.Sedentary) => "still",
        (_, Intensity.Light) => "light",
        (_, Intensity.Moderate) => "moderate",
        _ => "vigorous",
    };

    static JsonElement Parsed(string json) => JsonDocument.Parse(json).RootElement;
}
