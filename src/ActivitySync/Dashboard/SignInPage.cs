using System.Net;
using ActivitySync.Access;
using Microsoft.AspNetCore.Http;

namespace ActivitySync.Dashboard;

/// <summary>The page where people sign in: plain HTML, without script and without a connection.</summary>
internal static class SignInPage
{
    /// <summary>The page with its form, in the chosen language or else the browser's.</summary>
    public static string Html(HttpContext context, SignInForm form)
    {
        var phrases = Phrases.Of(Viewer.LanguageOf(context.Request, null));
        // The one thing on the page that somebody else may have written.
        var back = WebUtility.HtmlEncode(form.Back ?? "");
        return $"""
            <!doctype html>
            <html lang="{phrases.Code}">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{phrases["sign_in.title"]} – ActivitySync</title>
            <link rel="icon" href="/{WebFiles.Url("icon.svg")}" type="image/svg+xml">
            <link rel="stylesheet" href="/{WebFiles.Url("dashboard.css")}">
            </head>
            <body class="door">
            <main>
            <p class="brand"><img src="/{WebFiles.Url("icon.svg")}" alt="" width="36" height="36">ActivitySync</p>
            <form class="card" method="post" action="{form.Path}">
            <h1>{phrases["sign_in.title"]}</h1>
            {Problem(phrases, form.Problem)}
            <input type="hidden" name="{form.ForgeryField}" value="{form.ForgeryToken}">
            <input type="hidden" name="return" value="{back}">
            <p><label for="token">{phrases["sign_in.token"]}</label>
            <input id="token" name="token" type="password" autocomplete="current-password"></p>
            <p class="or"><span>{phrases["sign_in.or"]}</span></p>
            <p><label for="name">{phrases["sign_in.name"]}</label>
            <input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false"></p>
            <p><label for="password">{phrases["sign_in.password"]}</label>
            <input id="password" name="password" type="password" autocomplete="current-password"></p>
            <p><button class="main">{phrases["sign_in.enter"]}</button></p>
            <p class="note">{phrases["sign_in.where"]}</p>
            </form>
            <p class="tongues">{string.Join(' ', Phrases.All.OrderBy(one => one.Key).Select(one => Tongue(phrases, form, one.Key)))}</p>
            </main></body></html>
            """;
    }

    static string Problem(Phrases phrases, SignInProblem problem) => problem switch
    {
        SignInProblem.Wrong => $"<p class=\"notice\" role=\"alert\">{phrases["sign_in.wrong"]}</p>",
        SignInProblem.TooMany => $"<p class=\"notice\" role=\"alert\">{phrases["sign_in.too_many"]}</p>",
        _ => "",
    };

    static string Tongue(Phrases phrases, SignInForm form, string code)
    {
        var here = form.Path + (form.Back is { } back ? $"?return={Uri.EscapeDataString(back)}" : "");
        var current = code == phrases.Code ? " aria-current=\"true\"" : "";
        return $"<a lang=\"{code}\" hreflang=\"{code}\" href=\"/language/{code}?back={Uri.EscapeDataString(here)}\"{current}>" +
            $"{Phrases.All[code]["language.name"]}</a>";
    }
}
