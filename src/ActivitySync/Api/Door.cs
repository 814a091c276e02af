using ActivitySync.Access;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ActivitySync.Api;

/// <summary>
/// Lets a request at a wearer's data, or not. Whom the caller may not see does not exist for them: the answer is the same
/// as for a name nobody has.
/// </summary>
internal static class Door
{
    /// <summary>The wearer, for reading.</summary>
    /// <exception cref="ApiRefusal">There is none for this caller.</exception>
    public static Wearer See(HttpContext context, string wearer)
        => context.RequestServices.GetRequiredService<Household>().ById.TryGetValue(wearer, out var known)
            && GrantOf(context).MaySee(wearer)
            ? known
            : throw ApiRefusal.NotFound($"There is no wearer {Shown(wearer)} that you may see.", "GET /api/v1/wearers lists yours.");

    /// <summary>The wearer, for writing.</summary>
    /// <exception cref="ApiRefusal">There is none for this caller, or they may only look.</exception>
    public static Wearer Change(HttpContext context, string wearer)
    {
        var known = See(context, wearer);
        return GrantOf(context).MayChange(wearer) ? known
            : throw ApiRefusal.Forbidden($"Your token may look at {wearer}, but write nothing.", "Use a token of the role wearer or admin.");
    }

    /// <summary>The wearer a device sends for: named, or the only one of the token.</summary>
    /// <exception cref="ApiRefusal">There is none for this caller, or it is not said which.</exception>
    public static Wearer Sender(HttpContext context, string? wearer)
    {
        var grant = GrantOf(context);
        return Change(context, wearer ?? (grant.Wearers.Count == 1 ? grant.Wearers[0]
            : throw ApiRefusal.BadRequest("It is not said whose samples these are.", "Add ?wearer=… to the address.")));
    }

    /// <exception cref="ApiRefusal">The caller is no administrator.</exception>
    public static void Admin(HttpContext context)
    {
        if (!GrantOf(context).IsAdmin)
        {
            throw ApiRefusal.Forbidden("This concerns the whole house.", "Use a token of the role admin.");
        }
    }

    public static Grant GrantOf(HttpContext context)
        => Grant.Of(context.User) ?? throw new InvalidOperationException("An endpoint without access control asked who asks.");

    /// <summary>Who is counted when somebody asks too often: the entry signed in with, whoever else is behind the same address.</summary>
    public static string CallerOf(HttpContext context)
        => context.User.FindFirst(Grant.EntryClaim)?.Value ?? context.Connection.RemoteIpAddress?.ToString() ?? "";

    static string Shown(string id) => Slug.IsValid(id) ? id : "of that name";
}
