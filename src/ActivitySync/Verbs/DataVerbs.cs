using System.CommandLine;
using System.Globalization;
using ActivitySync.Core.Decoding;
using ActivitySync.Core.Targets;
using ActivitySync.Core.Telemetry;
using ActivitySync.Hosting;
using ActivitySync.Mqtt;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Verbs;

/// <summary>Verbs about what is stored.</summary>
internal static class DataVerbs
{
    static readonly Option<string> WearerId = new("--wearer") { Description = "Whose days", Required = true };

    public static Command Rescore()
    {
        var from = new Option<string>("--from") { Description = "First date, e.g. 2026-03-01", Required = true };
        var to = new Option<string>("--to") { Description = "Last date", Required = true };
        var verb = new Command("rescore",
            "Derive and score days again from what is stored; changed results become new revisions.\n" +
            "Example: activitysync rescore --wearer ana --from 2026-03-01 --to 2026-03-31")
        {
            WearerId, from, to,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var config = CommandLine.Config(parsed).Config;
            await RescoreVerb.RunAsync(config, Known(config, parsed.GetValue(WearerId)!),
                Date(parsed.GetValue(from)!), Date(parsed.GetValue(to)!), Console.Out, stop);
            return 0;
        });
        return verb;
    }

    public static Command Explain()
    {
        var day = new Option<string>("--day") { Description = "The local date, e.g. 2026-03-29", Required = true };
        var verb = new Command("explain",
            "Tell how a day's number came about: readings, minutes, total, target, score, each with its reason.\n" +
            "Example: activitysync explain --wearer ana --day 2026-03-29")
        {
            WearerId, day,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var config = CommandLine.Config(parsed).Config;
            await ExplainVerb.RunAsync(
                config, Known(config, parsed.GetValue(WearerId)!), Date(parsed.GetValue(day)!), Console.Out, stop);
            return 0;
        });
        return verb;
    }

    public static Command Audit()
    {
        var from = new Option<string?>("--from") { Description = "First date (default: 30 days back)" };
        var to = new Option<string?>("--to") { Description = "Last date (default: today)" };
        var gap = new Option<int>("--gap-minutes") { Description = "Longest silence that is no gap", DefaultValueFactory = _ => 60 };
        var verb = new Command("audit",
            "List what is stored of each stream: first, last, number, gaps, duplicates, set aside, and what is in quarantine.\n" +
            "Example: activitysync audit --wearer ana --from 2026-03-01 --to 2026-03-31")
        {
            WearerId, from, to, gap,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var config = CommandLine.Config(parsed).Config;
            var request = new Audit(Known(config, parsed.GetValue(WearerId)!), OptionalDate(parsed.GetValue(from)),
                OptionalDate(parsed.GetValue(to)), parsed.GetValue(gap));
            await AuditVerb.RunAsync(config, request, TimeProvider.System, Console.Out, stop);
            return 0;
        });
        return verb;
    }

    public static Command Days()
    {
        var from = new Option<string>("--from") { Description = "First date, e.g. 2026-03-01", Required = true };
        var to = new Option<string>("--to") { Description = "Last date", Required = true };
        var json = new Option<bool>("--json") { Description = "Whole reports, one JSON object a line" };
        var verb = new Command("days",
            "Print the stored day reports.\nExample: activitysync days --wearer ana --from 2026-03-01 --to 2026-03-31")
        {
            WearerId, from, to, json,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var config = CommandLine.Config(parsed).Config;
            await DaysVerb.RunAsync(config, Known(config, parsed.GetValue(WearerId)!),
                Date(parsed.GetValue(from)!), Date(parsed.GetValue(to)!), parsed.GetValue(json), Console.Out, stop);
            return 0;
        });
        return verb;
    }

    public static Command Simulate()
    {
        var strategy = new Option<string>("--strategy")
        {
            Description = $"{string.Join(", ", TargetStrategies.All.Select(known => known.Name))}, or {SimulateVerb.All} to compare",
            Required = true,
        };
        var from = new Option<string>("--from") { Description = "First date under it, e.g. 2026-03-01", Required = true };
        var to = new Option<string>("--to") { Description = "Last date", Required = true };
        var steps = new Option<int?>("--steps") { Description = "Target of the fixed strategy (default: the wearer's own)" };
        var verb = new Command("simulate",
            "Print which targets a strategy would have set over stored days, and whether they were met. Changes nothing.\n" +
            "Example: activitysync simulate --wearer ana --strategy all --from 2026-03-01 --to 2026-03-31")
        {
            WearerId, strategy, from, to, steps,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var config = CommandLine.Config(parsed).Config;
            await SimulateVerb.RunAsync(config, Known(config, parsed.GetValue(WearerId)!),
                new Simulation(parsed.GetValue(strategy)!, Date(parsed.GetValue(from)!), Date(parsed.GetValue(to)!),
                    parsed.GetValue(steps)), Console.Out, stop);
            return 0;
        });
        return verb;
    }

    public static Command Replay()
    {
        var file = new Argument<string>("csv") { Description = "Recorded data: Id, LocalMinute or LocalTime, Steps or HeartRate; plain or .gz" };
        var wearer = new Option<string?>("--wearer") { Description = "Publish as this wearer (default: each Id is a wearer)" };
        var id = new Option<string?>("--id") { Description = "Only rows with this Id" };
        var device = new Option<string>("--device") { Description = "Device name", DefaultValueFactory = _ => "replay" };
        var zone = new Option<string>("--zone") { Description = "IANA zone of the recorded clock", DefaultValueFactory = _ => "Etc/UTC" };
        var speed = new Option<double>("--speed") { Description = "Recorded seconds per second; 0 for as fast as possible", DefaultValueFactory = _ => 0 };
        var broker = new Option<string?>("--broker") { Description = "host:port (default: the broker in the configuration)" };
        var verb = new Command("replay",
            "Publish recorded minute steps and heart rates as native messages to a broker.\n" +
            "Example: activitysync replay minute_steps.csv.gz --wearer ana --id 2022484408 --zone Europe/Berlin --speed 3600")
        {
            file, wearer, id, device, zone, speed, broker,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var named = parsed.GetValue(broker);
            var config = named is null ? CommandLine.Config(parsed).Config : null;
            RefuseUnknownDevice(config, parsed.GetValue(wearer), Device(parsed.GetValue(device)!));
            var client = config?.Mqtt.ClientOptions($"activitysync-replay-{Environment.ProcessId}") ?? Broker(named!);
            var published = await ReplayVerb.RunAsync(
                new Replay(parsed.GetValue(file)!, parsed.GetValue(wearer), parsed.GetValue(id), Device(parsed.GetValue(device)!),
                    Zone(parsed.GetValue(zone)!), parsed.GetValue(speed), config?.Mqtt.TopicPrefix ?? "activitysync", client),
                TimeProvider.System, stop);
            Console.WriteLine($"Published {published} messages; the broker has acknowledged all of them.");
            return 0;
        });
        return verb;
    }

    // What the service would only put into quarantine.
    static void RefuseUnknownDevice(ServiceConfig? config, string? wearer, string device)
    {
        if (config is { Ingest.UnknownDevices: UnknownPolicy.Quarantine } && wearer is not null
            && config.Household.ById.GetValueOrDefault(wearer) is { DevicePriority.Count: > 0 } known && !known.DevicePriority.Contains(device))
        {
            throw new VerbProblemException(
                $"{wearer} has no device {device} in wearers.json, so its readings would go to quarantine. Add it there, or name one " +
                $"with --device: {string.Join(", ", known.DevicePriority)}.");
        }
    }

    internal static Wearer Known(ServiceConfig config, string id) => config.Household.ById.TryGetValue(id, out var wearer)
        ? wearer
        : throw new VerbProblemException(
            $"There is no wearer {id}. Known are {string.Join(", ", config.Household.Wearers.Select(known => known.Id))}.");

    /// <summary>A date where one was given.</summary>
    public static LocalDate? OptionalDate(string? text) => text is null ? null : Date(text);

    static LocalDate Date(string text)
    {
        var parsed = LocalDatePattern.Iso.Parse(text);
        return parsed.Success ? parsed.Value : throw new VerbProblemException($"\"{text}\" is not a date like 2026-03-29.");
    }

    static DateTimeZone Zone(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
        ?? throw new VerbProblemException($"\"{name}\" is not an IANA time zone such as Europe/Berlin.");

    static string Device(string name) => Slug.IsValid(name)
        ? name
        : throw new VerbProblemException($"The device name \"{name}\" must be 1 to 64 characters of A-Z a-z 0-9 _ and -.");

    static MqttClientOptions Broker(string text)
    {
        var colon = text.LastIndexOf(':');
        var port = 1883;
        if (text.Length == 0 || (colon >= 0 && !int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port)))
        {
            throw new VerbProblemException($"--broker {text} must be of the form host:port.");
        }
        return new MqttClientOptions
        {
            Host = colon >= 0 ? text[..colon] : text,
            Port = port,
            ClientId = $"activitysync-replay-{Environment.ProcessId}",
            CleanStart = true,
        };
    }
}
