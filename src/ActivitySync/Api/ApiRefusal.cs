namespace ActivitySync.Api;

/// <summary>A request that cannot be answered as asked: what happened, and what to do next.</summary>
internal sealed class ApiRefusal(int status, string title, string detail, string next) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>The kind of problem in a few words.</summary>
    public string Title { get; } = title;

    /// <summary>What to do next.</summary>
    public string Next { get; } = next;

    /// <summary>Machine word, where there is one.</summary>
    public string? Reason { get; init; }

    public static ApiRefusal BadRequest(string detail, string next) => new(400, "The request cannot be understood", detail, next);

    public static ApiRefusal NotFound(string detail, string next) => new(404, "There is nothing here", detail, next);

    public static ApiRefusal Forbidden(string detail, string next) => new(403, "That is not yours to do", detail, next);
}
