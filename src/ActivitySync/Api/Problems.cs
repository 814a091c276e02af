using System.Globalization;
using System.Text.Json;
using ActivitySync.Access;
using ActivitySync.Spool;
using ActivitySync.Storage;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace ActivitySync.Api;

/// <summary>A problem as RFC 9457 wants it, with what to do next.</summary>
/// <param name="Title">The kind of problem in a few words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened, a sentence.</param>
/// <param name="Next">What to do next, a sentence.</param>
/// <param name="Reason">Machine word, where there is one.</param>
internal sealed record ProblemAnswer(string Title, int Status, string Detail, string Next, string? Reason = null);

/// <summary>Answers of problems: every error has a sentence and a next step, and none has a stack trace.</summary>
internal static partial class Problems
{
    public const string ContentType = "application/problem+json";

    public static void Use(IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("ActivitySync.Api.Problems");
        app.Use(async (context, next) =>
        {
            try
            {
                if (IsOfAnotherAlphabet(context.Request))
                {
                    throw new BadHttpRequestException("", StatusCodes.Status415UnsupportedMediaType);
                }
                await next(context);
                if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null })
                {
                    await WriteAsync(context, OfStatus(context));
                }
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
            catch (Exception problem) when (!context.Response.HasStarted)
            {
                if (Of(problem) is not { } known)
                {
                    LogBug(logger, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "no endpoint", problem);
                    known = new ProblemAnswer("A bug", 500, "This service has a bug.", "Please report it with the line in its log.");
                }
                await WriteAsync(context, known);
            }
        });
    }

    // Read by people with curl; a browser does not take it for a page (nosniff).
    static readonly ApiJson Readable = new(new JsonSerializerOptions(ApiJson.Default.Options)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    static readonly ProblemAnswer NotUnderstood = new("The request cannot be understood", 400,
        "A value in the address or in the body is not of the kind that is expected.", "Look it up in /openapi/v1.json.");

    static readonly ProblemAnswer TooLarge = new("Too large", 413, "The body is larger than is taken.",
        "Send smaller batches, or raise Ingest:MaxPayloadKilobytes.");

    static readonly ProblemAnswer NotInThisForm = new("Not in this form", 415, "The body has a form that is not taken here.",
        "For the API send JSON in UTF-8, with the header Content-Type: application/json.");

    static ProblemAnswer? Of(Exception problem) => problem switch
    {
        ApiRefusal refusal => new(refusal.Title, refusal.Status, refusal.Message, refusal.Next, refusal.Reason),
        StoreUnavailableException => new("The store is away", 503, problem.Message,
            "Try again in a while; what was sent is kept."),
        SpoolUnavailableException => new("Nothing can be kept", 503, problem.Message, "Nothing was taken: send it again later."),
        AccessUnavailableException => new("Nobody can be let in", 503, problem.Message, "The operator has to look."),
        BadHttpRequestException { StatusCode: 413 } => TooLarge,
        BadHttpRequestException { StatusCode: 408 } => new("Too slow", 408, "The body came too slowly.", "Send it again."),
        BadHttpRequestException { StatusCode: 415 } => NotInThisForm,
        BadHttpRequestException { InnerException: JsonException } or JsonException => new("The request cannot be understood", 400,
            "The body is not the JSON that is expected.", "Look it up in /openapi/v1.json."),
        BadHttpRequestException => NotUnderstood,
        AntiforgeryValidationException => new(
            "Not from a page of ours", 400, "The form carries no token of the page it was on, or an old one.", "Load the page again and send it once more."),
        _ => null,
    };

    static ProblemAnswer OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        400 => NotUnderstood,
        401 => new("Not signed in", 401, "This needs a token, and none that counts was sent.",
            "Send it as \"Authorization: Bearer …\"; activitysync token create makes one."),
        403 => new("That is not yours to do", 403, "The request comes from another site, or your token is not for this.",
            "Ask the administrator for a token that is."),
        404 => new("There is nothing here", 404, "No page or endpoint has this address.", "Look it up in /openapi/v1.json."),
        405 => new("Not in this way", 405, $"{context.Request.Method} is not possible here.", "Look it up in /openapi/v1.json."),
        413 => TooLarge,
        415 => NotInThisForm,
        421 => new("Not by this name", 421, "Without access control the service answers as localhost only.", "Use http://localhost."),
        429 => new("Too often", 429, "You asked too often.", "Wait as long as the header Retry-After says."),
        var status => new("It did not work", status, "The request was not answered.", "Look it up in /openapi/v1.json."),
    };

    // JSON is UTF-8 (RFC 8259, section 8.1).
    static bool IsOfAnotherAlphabet(HttpRequest request)
        => MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue
            && !type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    static Task WriteAsync(HttpContext context, ProblemAnswer problem)
    {
        context.Response.StatusCode = problem.Status;
        if (problem.Status == 503)
        {
            context.Response.Headers.RetryAfter = 30.ToString(CultureInfo.InvariantCulture);
        }
        return context.Response.WriteAsJsonAsync(problem, Readable.ProblemAnswer, ContentType, context.RequestAborted);
    }

    [LoggerMessage(LogLevel.Error, "A request met a bug: {Method} {Endpoint}")]
    static partial void LogBug(ILogger logger, string method, string endpoint, Exception bug);
}
