using System.CommandLine;
using ActivitySync.Hosting;

namespace ActivitySync.Verbs;

/// <summary>Verbs about messages: what one would become, and those that could not be taken.</summary>
internal static class MessageVerbs
{
    public static Command TryPayload()
    {
        var topic = new Option<string>("--topic") { Description = "The topic it is published on", Required = true };
        var retained = new Option<bool>("--retained") { Description = "As if the broker had kept it and sent it again" };
        var received = new Option<string?>("--received") { Description = "When it is received, e.g. 2026-03-29T12:00:00Z (default: now)" };
        var verb = new Command("try-payload",
            "Show what a message would become and why, without storing anything; the payload is read from standard input.\n" +
            "Example: echo 8123 | activitysync try-payload --topic steps/ana/watch")
        {
            topic, retained, received,
        };
        verb.SetAction(parsed =>
        {
            using var input = Console.OpenStandardInput();
            using var payload = new MemoryStream();
            input.CopyTo(payload);
            return TryPayloadVerb.Run(CommandLine.Config(parsed).Config, new TriedMessage(
                parsed.GetValue(topic)!, payload.ToArray(), parsed.GetValue(retained), parsed.GetValue(received)),
                TimeProvider.System, Console.Out);
        });
        return verb;
    }

    public static Command Quarantine()
    {
        var limit = new Option<int>("--limit") { Description = "How many, newest first", DefaultValueFactory = _ => 20 };
        var list = new Command("list", "Newest quarantined messages, and the counts by source and reason.\nExample: activitysync quarantine list --limit 50")
        {
            limit,
        };
        list.SetAction(parsed => QuarantineVerb.List(CommandLine.Config(parsed).Config, parsed.GetValue(limit), Console.Out));
        var id = new Option<long>("--id") { Description = "Its number in the list", Required = true };
        var show = new Command("show", "One quarantined message, whole.\nExample: activitysync quarantine show --id 17") { id };
        show.SetAction(parsed => QuarantineVerb.Show(CommandLine.Config(parsed).Config, parsed.GetValue(id), Console.Out));
        return new Command("quarantine", "Messages that could not be taken, with the reason.")
        {
            list,
            show,
            Chosen("replay", "Send quarantined messages down the road again, after the cause is mended.", QuarantineVerb.Replay),
            Chosen("drop", "Forget quarantined messages for good.", QuarantineVerb.Drop),
        };
    }

    static Command Chosen(string name, string what, Action<ServiceConfig, QuarantineChoice, TextWriter> run)
    {
        var id = new Option<long?>("--id") { Description = "The one message with this number" };
        var reason = new Option<string?>("--reason") { Description = "All messages with this reason" };
        var source = new Option<string?>("--source") { Description = "All messages of this source; with --reason, those of both" };
        var verb = new Command(name, $"{what}\nExample: activitysync quarantine {name} --reason unknown_wearer") { id, reason, source };
        verb.Validators.Add(parsed =>
        {
            if (parsed.GetValue(id) is null == (parsed.GetValue(reason) ?? parsed.GetValue(source)) is null)
            {
                parsed.AddError("Name either --id, or --reason, --source or both.");
            }
        });
        verb.SetAction(parsed => run(CommandLine.Config(parsed).Config,
            new QuarantineChoice(parsed.GetValue(id), parsed.GetValue(reason), parsed.GetValue(source)), Console.Out));
        return verb;
    }
}
