using System.Globalization;
using System.Text;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Core.Decoding;

/// <summary>
/// A command from a home's controls: plain text on <c>{prefix}/wearers/{wearer}/set/{control}</c>, a fact of the moment it
/// was received. One that the broker had kept is not a command but an echo of one, and is passed over.
/// </summary>
internal static class ControlCommand
{
    /// <summary>How long a pressed snooze button lets nudges rest, minutes. Our choice.</summary>
    const int SnoozeMinutes = 60;

    const int MostSnoozeMinutes = 1_440;
    const int LongestPayload = 64;

    public static Rejection? Read(NativeTopic topic, in RawMessage message, SampleBatch samples)
    {
        if (message.Retained)
        {
            return new Rejection("retained_command", "The broker had kept the command and sent it again.") { Ignored = true };
        }
        var text = message.Payload.Length <= LongestPayload ? Encoding.UTF8.GetString(message.Payload).Trim() : "";
        if (topic.Device == "recalculate")
        {
            if (text != ControlWords.Press)
            {
                return Wrong($"the payload {ControlWords.Press}");
            }
            samples.Recalculations.Add(new RecalculationRequest(topic.Wearer.Id, message.ReceivedMs));
            return null;
        }
        var receivedMs = message.ReceivedMs; // a ref struct cannot go into a local function
        return topic.Device switch
        {
            "pain" => Tell(JournalKind.Pain, Number(text, 10), "a number from 0 to 10"),
            "mood" => Tell(JournalKind.Mood, Number(text, 10), "a number from 0 to 10"),
            "rest_day" => Tell(JournalKind.RestDay, Switch(text), "ON or OFF"),
            "sick_day" => Tell(JournalKind.SickDay, Switch(text), "ON or OFF"),
            "flare" => Tell(JournalKind.Flare, Switch(text), "ON or OFF"),
            "target_choice" => Tell(JournalKind.TargetChoice, Choice(text), string.Join(", ", ControlWords.Choices)),
            "snooze" => Tell(JournalKind.Snooze, text == ControlWords.Press ? SnoozeMinutes : Number(text, MostSnoozeMinutes),
                $"{ControlWords.Press} or minutes from 0 to {MostSnoozeMinutes}"),
            _ => new Rejection("unknown_control",
                "There is no control of this name; there are pain, mood, rest_day, sick_day, flare, target_choice, snooze and recalculate."),
        };

        Rejection? Tell(JournalKind kind, decimal? value, string expected)
        {
            if (value is null)
            {
                return Wrong(expected);
            }
            samples.Journal.Add(new JournalEntry(topic.Wearer.Id, kind, receivedMs, value));
            return null;
        }
    }

    static Rejection Wrong(string expected) => new("bad_value", $"This control takes {expected}.");

    static decimal? Number(string text, int largest)
        => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= 0 && number <= largest ? number : null;

    static decimal? Switch(string text) => text switch
    {
        ControlWords.On => 1,
        ControlWords.Off => 0,
        _ => null,
    };

    static decimal? Choice(string text)
    {
        for (var i = 0; i < ControlWords.Choices.Count; i++)
        {
            if (ControlWords.Choices[i] == text)
            {
                return i;
            }
        }
        return null;
    }
}
