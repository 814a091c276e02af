using System.CommandLine;

namespace ActivitySync.Verbs;

/// <summary>Verbs about what a wearer tells.</summary>
internal static class JournalVerbs
{
    static readonly Option<string> WearerId = new("--wearer") { Description = "Whose journal", Required = true };

    static readonly Option<string> Kind = new("--kind")
    {
        Description = "pain, mood, rest_day, sick_day, flare, target_choice, enjoyed, note or snooze",
        Required = true,
    };

    static readonly Option<decimal?> Value = new("--value") { Description = "Number on the kind's scale" };
    static readonly Option<string?> Text = new("--text") { Description = "Words of a note, or the activity enjoyed" };

    static readonly Option<string> At = new("--at")
    {
        Description = "The entry's time, as journal list shows it",
        Required = true,
    };

    public static Command Journal()
    {
        var when = new Option<string?>("--at") { Description = "When it holds, e.g. 2026-03-29T08:30 on the wearer's clock (default: now)" };
        var add = new Command("add", "Tell something.\nExample: activitysync journal add --wearer ana --kind pain --value 3")
        {
            WearerId, Kind, Value, Text, when,
        };
        add.SetAction(parsed =>
        {
            var config = CommandLine.Config(parsed).Config;
            JournalVerb.Add(config, DataVerbs.Known(config, parsed.GetValue(WearerId)!), parsed.GetValue(Kind)!,
                parsed.GetValue(Value), parsed.GetValue(Text), parsed.GetValue(when), TimeProvider.System, Console.Out);
        });
        var days = new Option<int>("--days") { Description = "How far back", DefaultValueFactory = _ => 14 };
        var list = new Command("list", "What was told, oldest first.\nExample: activitysync journal list --wearer ana --days 30")
        {
            WearerId, days,
        };
        list.SetAction(async (parsed, stop) =>
        {
            var config = CommandLine.Config(parsed).Config;
            await JournalVerb.ListAsync(config, DataVerbs.Known(config, parsed.GetValue(WearerId)!), parsed.GetValue(days),
                TimeProvider.System, Console.Out, stop);
            return 0;
        });
        return new Command("journal", "What wearers tell: pain, rest days, choices, notes. Beside a running service, too.")
        {
            add, list,
            Change("correct", "Replace an entry's number and words.", isDeleted: false),
            Change("delete", "Withdraw an entry.", isDeleted: true),
        };
    }

    static Command Change(string name, string what, bool isDeleted)
    {
        var example = isDeleted ? "" : " --value 4";
        var verb = new Command(name,
            $"{what}\nExample: activitysync journal {name} --wearer ana --kind pain --at 2026-03-29T08:30:00.000+02:00{example}")
        {
            WearerId, Kind, At,
        };
        if (!isDeleted)
        {
            verb.Options.Add(Value);
            verb.Options.Add(Text);
        }
        verb.SetAction(async (parsed, stop) =>
        {
            var config = CommandLine.Config(parsed).Config;
            await JournalVerb.ChangeAsync(config, DataVerbs.Known(config, parsed.GetValue(WearerId)!), parsed.GetValue(Kind)!,
                parsed.GetValue(At)!, isDeleted, isDeleted ? null : parsed.GetValue(Value),
                isDeleted ? null : parsed.GetValue(Text), TimeProvider.System, Console.Out, stop);
            return 0;
        });
        return verb;
    }
}
