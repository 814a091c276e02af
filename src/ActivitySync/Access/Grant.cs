using System.Security.Claims;

namespace ActivitySync.Access;

/// <summary>
/// Who asks and what they may do: the one answer that API and dashboard go by. A wearer that is not in it does not exist
/// for them.
/// </summary>
/// <param name="Name">The entry's name, for people.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Wearers">With whom; an administrator needs none.</param>
internal sealed record Grant(string Name, AccessRole Role, IReadOnlyList<string> Wearers)
{
    /// <summary>The claim that names the entry.</summary>
    public const string EntryClaim = "activitysync/entry";

    const string WearerClaim = "activitysync/wearer";

    /// <summary>Everything, for everybody on this machine (Http:Open).</summary>
    public static Grant Everything { get; } = new("this machine", AccessRole.Admin, []);

    public bool IsAdmin => Role == AccessRole.Admin;

    public bool MaySee(string wearer) => IsAdmin || (Role >= AccessRole.Viewer && Wearers.Contains(wearer, StringComparer.Ordinal));

    public bool MayChange(string wearer) => Role >= AccessRole.Wearer && MaySee(wearer);

    /// <summary>What a signed-in user may do; null when nobody is signed in.</summary>
    public static Grant? Of(ClaimsPrincipal user)
        => user.Identity is { IsAuthenticated: true } && Enum.TryParse<AccessRole>(user.FindFirstValue(ClaimTypes.Role), out var role)
            ? new Grant(user.Identity.Name ?? "", role, [.. user.FindAll(WearerClaim).Select(claim => claim.Value)])
            : null;

    /// <summary>The user this grant makes.</summary>
    public ClaimsPrincipal ToUser(string scheme, string entryId)
    {
        var identity = new ClaimsIdentity(scheme);
        identity.AddClaim(new Claim(ClaimTypes.Name, Name));
        identity.AddClaim(new Claim(ClaimTypes.Role, Role.ToString()));
        identity.AddClaim(new Claim(EntryClaim, entryId));
        identity.AddClaims(Wearers.Select(wearer => new Claim(WearerClaim, wearer)));
        return new ClaimsPrincipal(identity);
    }
}
