using System.Buffers;
using ActivitySync.Core.Telemetry;
using ActivitySync.Ingest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace ActivitySync.Api;

/// <summary>
/// Samples from phones that are away from home. A 2xx says that they are on disk; from there they take the road of any
/// message, so that sending them twice, or over MQTT as well, changes nothing.
/// </summary>
internal static class IntakeEndpoints
{
    // Rooms for the route's own words in what the server itself refuses as too large.
    const int Slack = 4_096;

    public static void Map(IEndpointRouteBuilder api, IngestOptions ingest)
    {
        var limit = new Limit((ingest.MaxPayloadKilobytes * 1_024L) + Slack);
        api.MapPost("/samples", SamplesAsync).WithMetadata(limit)
            .WithSummary("Step and heart-rate samples, as on the topic …/batch");
        foreach (var format in HttpSources.Formats)
        {
            api.MapPost($"/intake/{format}", (HttpContext context, DirectIntake intake, MqttOptions mqtt, string? wearer = null, string? device = null)
                    => PostAsync(context, intake, mqtt, format, wearer, device))
                .WithName(format).WithMetadata(limit)
                .WithSummary($"What {format} posts");
        }
    }

    static async Task<Accepted<IntakeAnswer>> SamplesAsync(
        HttpContext context, DirectIntake intake, MqttOptions mqtt, string? wearer = null, string? device = null)
    {
        var known = Door.Sender(context, wearer);
        return await TakeAsync(context, intake, known, $"{mqtt.TopicPrefix}/v1/{known.Id}/{Named(device)}/batch");
    }

    static async Task<Accepted<IntakeAnswer>> PostAsync(
        HttpContext context, DirectIntake intake, MqttOptions mqtt, string format, string? wearer, string? device)
    {
        var known = Door.Sender(context, wearer);
        return await TakeAsync(context, intake, known, HttpSources.Topic(mqtt.TopicPrefix, format, known.Id, Named(device)));
    }

    static async Task<Accepted<IntakeAnswer>> TakeAsync(HttpContext context, DirectIntake intake, Wearer wearer, string topic)
    {
        var body = new ArrayBufferWriter<byte>(16_384);
        int read;
        while ((read = await context.Request.Body.ReadAsync(body.GetMemory(16_384), context.RequestAborted)) > 0)
        {
            body.Advance(read);
        }
        var result = intake.Take(wearer.Id, topic, body.WrittenMemory)
            ?? throw ApiRefusal.Forbidden("The samples are of somebody else than the sender.", "Nothing was kept. Send each wearer's apart.");
        if (result is { Taken: 0, Refusal: { Ignored: false } why })
        {
            throw new ApiRefusal(422, "Nothing could be taken", why.Detail,
                "It is kept in quarantine: correct what is wrong and send it again, or have the administrator replay it.")
            {
                Reason = why.Reason,
            };
        }
        return TypedResults.Accepted((string?)null, new IntakeAnswer(result.Steps, result.HeartRates, result.Journal,
            result.Refusal is { } part ? new RefusedView(part.Reason, part.Detail, !part.Ignored) : null));
    }

    static string Named(string? device) => device is null ? "http" : Slug.IsValid(device) ? device
        : throw ApiRefusal.BadRequest("A device is called by 1 to 64 of A-Z a-z 0-9 _ and -.", "Correct ?device=… and send it again.");

    sealed record Limit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
