using System.CommandLine;
using ActivitySync.Storage;

namespace ActivitySync.Verbs;

/// <summary>Verbs that take data out, bring it in, and move it.</summary>
internal static class TransferVerbs
{
    public static Command Backup()
    {
        var to = new Option<string>("--to") { Description = "A new or empty folder, or a file that ends in .tar.gz", Required = true };
        var verb = new Command("backup",
            "Copy store, spool and configuration, without the secrets, while the service runs.\n" +
            "Example: activitysync backup --to /mnt/usb/activitysync-2026-03-29")
        {
            to,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            await BackupVerb.RunAsync(CommandLine.Config(parsed).Config, parsed.GetValue(to)!, Console.Out, TimeProvider.System, stop);
            return 0;
        });
        return verb;
    }

    public static Command Restore()
    {
        var from = new Option<string>("--from") { Description = "The folder or .tar.gz file that backup made", Required = true };
        var data = new Option<string>("--data") { Description = "A new or empty folder for the data", Required = true };
        var verb = new Command("restore",
            "Check a backup and put it into an empty folder, for a service to start on.\n" +
            "Example: activitysync restore --from /mnt/usb/activitysync-2026-03-29 --data /var/lib/activitysync")
        {
            from, data,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            await RestoreVerb.RunAsync(parsed.GetValue(from)!, parsed.GetValue(data)!, Console.Out, TimeProvider.System, stop);
            return 0;
        });
        return verb;
    }

    public static Command Export()
    {
        var to = new Option<string>("--to") { Description = "A new or empty folder", Required = true };
        var wearer = new Option<string?>("--wearer") { Description = "Only this wearer (default: everybody)" };
        var first = new Option<string?>("--from") { Description = "First date, e.g. 2026-03-01" };
        var last = new Option<string?>("--until") { Description = "Last date" };
        var verb = new Command("export",
            "Write what is stored as lines of JSON with a manifest; import takes it back without loss.\n" +
            "Example: activitysync export --to /tmp/ana --wearer ana")
        {
            to, wearer, first, last,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var range = new Storage.Transfer.ExportRange(
                parsed.GetValue(wearer), DataVerbs.OptionalDate(parsed.GetValue(first)), DataVerbs.OptionalDate(parsed.GetValue(last)));
            await ExportVerb.RunAsync(
                CommandLine.Config(parsed).Config, parsed.GetValue(to)!, range, Console.Out, TimeProvider.System, stop);
            return 0;
        });
        return verb;
    }

    public static Command Import()
    {
        var from = new Option<string>("--from") { Description = "The folder that export made", Required = true };
        var verb = new Command("import",
            "Check an exported folder and write it into the store; importing twice changes nothing.\n" +
            "Example: activitysync import --from /tmp/ana")
        {
            from,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            await ImportVerb.RunAsync(CommandLine.Config(parsed).Config, parsed.GetValue(from)!, Console.Out, stop);
            return 0;
        });
        return verb;
    }

    public static Command Migrate()
    {
        var from = new Option<string>("--from") { Description = "Where the data is: sqlite or influx", Required = true };
        var to = new Option<string>("--to") { Description = "Where it is to go: influx or sqlite", Required = true };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would be copied (a database that is missing is made, and stays empty)" };
        var verb = new Command("migrate",
            "Copy everything from one store into the other, as the settings describe them, and look for every row again.\n" +
            "May be broken off and begun again. Example: activitysync migrate --from sqlite --to influx --dry-run")
        {
            from, to, dry,
        };
        verb.SetAction((parsed, stop) => MigrateVerb.RunAsync(
            CommandLine.Config(parsed).Config, Kind(parsed.GetValue(from)!), Kind(parsed.GetValue(to)!), parsed.GetValue(dry),
            Console.Out, stop));
        return verb;
    }

    static StoreKind Kind(string name) => Enum.GetNames<StoreKind>().Contains(name, StringComparer.OrdinalIgnoreCase)
        ? Enum.Parse<StoreKind>(name, ignoreCase: true)
        : throw new VerbProblemException($"There is no store \"{name}\". Name sqlite or influx.");

    public static Command Wearer()
    {
        var id = new Argument<string>("id") { Description = "Whose data" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var erase = new Command("erase",
            "Remove everything of a wearer for good: store, spool, archive, retained topics; and prove it.\n" +
            "Example: activitysync wearer erase ana --yes")
        {
            id, yes,
        };
        erase.SetAction((parsed, stop) => EraseVerb.RunAsync(
            CommandLine.Config(parsed).Config, parsed.GetValue(id)!,
            () => parsed.GetValue(yes) || EraseVerb.Confirmed(parsed.GetValue(id)!, Console.In, Console.Out), Console.Out,
            TimeProvider.System, stop));
        return new Command("wearer", "What is stored of a person.") { erase };
    }
}
