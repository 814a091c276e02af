using System.Security.Claims;
using ActivitySync.Access;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;

namespace ActivitySync.Dashboard;

/// <summary>Who looks at a page, and whom they may see. Asked anew each time, so that a revoked token is out at once.</summary>
internal sealed class Viewer(
    AuthenticationStateProvider authentication, AccessFile access, HttpOptions options, Household household)
{
    /// <summary>The cookie that holds the chosen language.</summary>
    public const string LanguageCookie = "activitysync-language";

    /// <summary>What the person may do; null when they may nothing any more.</summary>
    public async Task<Grant?> GrantAsync()
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        return options.Open ? Grant.Of(user)
            : user.FindFirstValue(Grant.EntryClaim) is { } id && Grant.Of(user) is not null ? access.ById(id)?.Grant : null;
    }

    /// <summary>Whether what is seen may be changed, as access stands now.</summary>
    public async Task<bool> MayChangeAsync(Sight sight)
        => await GrantAsync() is { } grant && grant.MayChange(sight.Wearer.Id);

    /// <summary>What is seen: the named wearer, or the first one when none is named; null when that one may not be seen.</summary>
    public async Task<Sight?> LookAsync(string? wearer, Phrases phrases)
    {
        if (await GrantAsync() is not { } grant)
        {
            return null;
        }
        var wearers = household.Wearers.Where(one => grant.MaySee(one.Id)).ToList();
        var chosen = wearer is null ? wearers.FirstOrDefault() : wearers.Find(one => one.Id == wearer);
        return chosen is null ? null : new Sight(chosen, wearers, grant, phrases);
    }

    /// <summary>The language of a page: chosen, or the wearer's own, or the browser's.</summary>
    public static string LanguageOf(HttpRequest request, Wearer? wearer)
        => new[] { request.Cookies[LanguageCookie], wearer?.Language }
            .Concat(request.Headers.AcceptLanguage.ToString().Split(',').Select(one => one.Trim().Split('-', ';')[0]))
            .FirstOrDefault(code => code is not null && Phrases.Speaks(code)) ?? Phrases.Default;
}

/// <summary>What a page shows and to whom.</summary>
/// <param name="Wearer">Whose numbers.</param>
/// <param name="Wearers">Whom the person may see.</param>
/// <param name="Grant">What they may do.</param>
/// <param name="Phrases">The words.</param>
internal sealed record Sight(Wearer Wearer, IReadOnlyList<Wearer> Wearers, Grant Grant, Phrases Phrases)
{
    public bool MayChange => Grant.MayChange(Wearer.Id);

    /// <summary>The address of a page of the same wearer.</summary>
    public string Link(string page) => $"{page}?wearer={Wearer.Id}";
}
