using System.Net;

namespace ActivitySync.Storage.Influx;

/// <summary>
/// What an answer means: taken, never to be taken, not now, or something a person must put right. Decided by status and
/// a few words, because the three families use the same status for different things (see the table in the tests).
/// </summary>
internal static class InfluxFaults
{
    // Words that mean "these lines are bad", which 2.0 and early 3.x say with status 500.
    static readonly string[] BadData =
        ["field type conflict", "unable to parse", "line protocol", "partial write", "parsing failed"];

    // Words that mean "that field has another type here": 1.x and 2.x, 3.x.
    static readonly string[] OtherType = ["field type conflict", "invalid column type"];

    // Words that mean "the setup is wrong", which come with 400, 422 and 500.
    static readonly string[] BadSetup =
        ["retention policy not found", "database is required", "database not found", "limit of", "limit exceeded"];

    const string Stranger =
        "does not know the user, password or token. Check Storage:Influx:User and Storage:Influx:Password (1.x) or " +
        "Storage:Influx:Token (2.x, 3.x); data waits in the spool";

    const string NoDatabase =
        "has no such database or bucket, or none that we may see. Make it, or correct Storage:Influx:Database; data waits in the spool";

    /// <summary>
    /// The failure a write answer stands for; null when the server took the points. 413 is the caller's.
    /// </summary>
    public static Exception? OfWrite(InfluxAnswer answer, string server) => (int)answer.Status switch
    {
        204 => null,
        // 2.x answers unknown paths with its web page and 200: nothing was stored.
        >= 200 and < 300 => Attend(server, answer, "answered a write as a web site would. Check the URL; data waits in the spool"),
        >= 300 and < 400 => Attend(server, answer, "points to another address. Put that one in the settings"),
        400 or 422 when Says(answer, BadSetup) => Attend(server, answer, "cannot take data as it is set up"),
        400 or 422 => Refused(answer),
        // 1.x with authentication on, when we name nobody.
        403 when answer.Text.StartsWith("user is required", StringComparison.Ordinal) => Attend(server, answer, Stranger),
        401 => Attend(server, answer, Stranger),
        403 => Attend(server, answer, "does not let us write. Give the user or token write access; data waits in the spool"),
        404 or 405 => Attend(server, answer, NoDatabase),
        408 or 429 => Busy(server, answer),
        >= 500 when Says(answer, BadSetup) => Attend(server, answer, "cannot take data as it is set up"),
        500 when Says(answer, BadData) => Refused(answer),
        >= 500 => Busy(server, answer),
        _ => Attend(server, answer, "refuses to work with us. Check the URL and what stands between"),
    };

    /// <summary>The failure an answer to a query stands for.</summary>
    public static StoreUnavailableException OfQuery(InfluxAnswer answer, string server) => answer.Status switch
    {
        HttpStatusCode.Unauthorized => Attend(server, answer, Stranger),
        HttpStatusCode.Forbidden => Attend(
            server, answer, "does not let us read. Give the user or token read access beside write access; data waits in the spool"),
        HttpStatusCode.NotFound => Attend(server, answer, NoDatabase),
        HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
            Busy(server, answer),
        _ => Attend(server, answer, "did not answer a query"),
    };

    /// <summary>A query that failed with status 200 and an error in the result.</summary>
    public static StoreUnavailableException OfStatement(string error, string server)
    {
        var answer = new InfluxAnswer(HttpStatusCode.OK, error, null);
        return error.Contains("database not found", StringComparison.Ordinal)
            || error.Contains("retention policy not found", StringComparison.Ordinal)
            || error.Contains("authorized", StringComparison.Ordinal)
            ? Attend(server, answer, "cannot answer as it is set up. Check Storage:Influx:Database and what the user or token may do")
            : error.Contains("Parquet", StringComparison.Ordinal)
            // 3 Core reads some three days of samples at most unless told otherwise.
            ? Attend(server, answer, "reads fewer files than a question of ours needs. Start it with a larger --query-file-limit")
            : new($"InfluxDB at {server} could not answer a query: {error}");
    }

    /// <summary>A server that cannot be reached, or that hung up.</summary>
    public static StoreUnavailableException OfTransport(Exception error, string server) => new(
        $"InfluxDB at {server} cannot be reached ({error.InnerException?.Message ?? error.Message}). "
        + $"Data waits in the spool. {ToDo((error as HttpRequestException)?.HttpRequestError)}",
        error);

    static string ToDo(HttpRequestError? error) => error switch
    {
        HttpRequestError.NameResolutionError => "Nobody knows that name here: check Storage:Influx:Url.",
        HttpRequestError.SecureConnectionError =>
            "It speaks no TLS, or shows a certificate that this machine does not trust: check whether Storage:Influx:Url must " +
            "begin with http:// instead of https://, and who signed the certificate.",
        HttpRequestError.ConnectionError => "Check that it runs, and Storage:Influx:Url.",
        _ => "It hung up: if it does so each time, something else listens there, see Storage:Influx:Url.",
    };

    /// <summary>A server that was silent for too long.</summary>
    public static StoreUnavailableException OfSilence(Exception error, string server, int seconds) => new(
        $"InfluxDB at {server} did not answer within {seconds} s. Data waits in the spool.", error);

    /// <summary>Words of a server in a sentence that says what to do.</summary>
    public static StoreUnavailableException Attend(string server, InfluxAnswer answer, string meaning) =>
        new($"InfluxDB at {server} {meaning} (status {(int)answer.Status}: {Words(answer)}).", null, answer.RetryAfter)
        {
            NeedsAttention = true,
        };

    static StoreUnavailableException Busy(string server, InfluxAnswer answer) => new(
        $"InfluxDB at {server} is busy (status {(int)answer.Status}: {Words(answer)}). Data waits in the spool.",
        null, answer.RetryAfter);

    // Our fields have one type each, so another one is somebody else's doing.
    static StoreRefusedException Refused(InfluxAnswer answer) => new(
        OtherType.Any(words => answer.Text.Contains(words, StringComparison.OrdinalIgnoreCase))
            ? $"Another program writes a field of ours with another type into this database{InfluxForeignFields.ToDo} " +
              $"InfluxDB refused the data: {answer.Text}"
            : $"InfluxDB refused the data: {answer.Text}");

    static string Words(InfluxAnswer answer) => answer.Text.Length == 0 ? "no reason given" : answer.Text;

    // A server that cannot parse a line quotes it, and what a wearer wrote must not decide what the answer means.
    static bool Says(InfluxAnswer answer, string[] words) =>
        (words == BadData || !answer.Text.Contains("unable to parse", StringComparison.OrdinalIgnoreCase))
        && words.Any(word => answer.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
