using System.CommandLine;
using ActivitySync.Access;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Verbs;

/// <summary>Makes, lists and revokes what people and devices sign in with. Beside a running service, too, which notices at once.</summary>
internal static class TokenVerb
{
    const int ShortestPassword = 10;

    public static Command Token() => new("token", "Who may ask over HTTP: tokens and passwords, each for a role and wearers.")
    {
        Create(), List(), Revoke(),
    };

    static Command Create()
    {
        var name = new Option<string>("--name") { Description = "For people: whose, or which device's", Required = true };
        var role = new Option<AccessRole>("--role")
        {
            Description = "admin: everything; wearer: sees and writes for the wearers; viewer: sees them; monitor: /metrics only",
            Required = true,
        };
        var wearers = new Option<string[]>("--wearer") { Description = "Whom it is for; may be repeated", DefaultValueFactory = _ => [] };
        var password = new Option<bool>("--password")
        {
            Description = "Instead of a token: sign in by name and a password, read from standard input",
        };
        var verb = new Command("create",
            "Make a token and show it, once.\nExample: activitysync token create --name ana-phone --role wearer --wearer ana")
        {
            name, role, wearers, password,
        };
        verb.SetAction(parsed =>
        {
            var config = CommandLine.Config(parsed).Config;
            var people = parsed.GetValue(wearers)!.Select(id => DataVerbs.Known(config, id).Id).ToList();
            var secret = parsed.GetValue(password) ? Console.In.ReadLine() ?? "" : null;
            Create(new AccessFile(config.Spool.Folder), parsed.GetValue(name)!.Trim(), parsed.GetValue(role), people, secret,
                TimeProvider.System, Console.Out);
        });
        return verb;
    }

    public static void Create(
        AccessFile access, string name, AccessRole role, IReadOnlyList<string> wearers, string? password, TimeProvider time,
        TextWriter output)
    {
        if (role is AccessRole.Wearer or AccessRole.Viewer && wearers.Count == 0)
        {
            throw new VerbProblemException("Say whom it is for: --wearer, once or more often.");
        }
        if (role is AccessRole.Admin or AccessRole.Monitor && wearers.Count > 0)
        {
            throw new VerbProblemException("An admin sees everybody and a monitor nobody: leave --wearer out, or choose --role wearer or viewer.");
        }
        if (name.Length is 0 or > 100 || access.ByName(name) is not null)
        {
            throw new VerbProblemException($"The name \"{name}\" is taken, empty or longer than 100 characters. Choose another.");
        }
        if (password is { Length: < ShortestPassword })
        {
            throw new VerbProblemException($"The password must have at least {ShortestPassword} characters.");
        }
        if (password is not null)
        {
            access.Change(entries => [.. entries, AccessEntry.WithPassword(name, role, wearers, password, time.GetUtcNow())]);
            output.WriteLine($"{name} can sign in with that password.");
            return;
        }
        var (entry, token) = AccessEntry.WithToken(name, role, wearers, time.GetUtcNow());
        access.Change(entries => [.. entries, entry]);
        output.WriteLine(token);
        Console.Error.WriteLine("Keep it: only its hash is stored. Send it as \"Authorization: Bearer …\", or sign in with it.");
    }

    static Command List()
    {
        var verb = new Command("list", "Who may ask.\nExample: activitysync token list");
        verb.SetAction(parsed => List(new AccessFile(CommandLine.Config(parsed).Config.Spool.Folder), Console.Out));
        return verb;
    }

    public static void List(AccessFile access, TextWriter output)
    {
        output.WriteLine($"{"id",-8}  {"role",-7}  {"kind",-8}  {"created",-20}  {"wearers",-20}  name");
        foreach (var entry in access.Entries)
        {
            output.WriteLine($"{entry.Id,-8}  {Word(entry.Role),-7}  {(entry.TokenHash is null ? "password" : "token"),-8}  " +
                $"{InstantPattern.General.Format(Instant.FromDateTimeOffset(entry.Created)),-20}  " +
                $"{string.Join(' ', entry.Wearers),-20}  {Ingest.Printable.Of(entry.Name)}");
        }
    }

    static Command Revoke()
    {
        var which = new Argument<string>("which") { Description = "Its id or name, as list shows them" };
        var verb = new Command("revoke", "Let a token or password count no more, from now on.\nExample: activitysync token revoke ana-phone")
        {
            which,
        };
        verb.SetAction(parsed => Revoke(new AccessFile(CommandLine.Config(parsed).Config.Spool.Folder), parsed.GetValue(which)!, Console.Out));
        return verb;
    }

    public static void Revoke(AccessFile access, string which, TextWriter output)
    {
        var entry = access.ById(which) ?? access.ByName(which)
            ?? throw new VerbProblemException($"Nobody has the id or name \"{which}\". See activitysync token list.");
        access.Change(entries => [.. entries.Where(other => other.Id != entry.Id)]);
        output.WriteLine($"{entry.Name} can no longer sign in.");
    }

    static string Word(AccessRole role) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(role.ToString());
}
