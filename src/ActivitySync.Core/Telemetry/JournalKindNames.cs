namespace ActivitySync.Core.Telemetry;

/// <summary>The words for journal kinds on the wire and in the store.</summary>
public static class JournalKindNames
{
    /// <summary>The word for a kind.</summary>
    public static string Of(JournalKind kind) => kind switch
    {
        JournalKind.Pain => "pain",
        JournalKind.Mood => "mood",
        JournalKind.RestDay => "rest_day",
        JournalKind.SickDay => "sick_day",
        JournalKind.Flare => "flare",
        JournalKind.TargetChoice => "target_choice",
        JournalKind.Enjoyed => "enjoyed",
        JournalKind.Note => "note",
        JournalKind.Snooze => "snooze",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a journal kind."),
    };

    /// <summary>The kind a word stands for; null when none.</summary>
    public static JournalKind? Parse(string? word) => word switch
    {
        "pain" => JournalKind.Pain,
        "mood" => JournalKind.Mood,
        "rest_day" => JournalKind.RestDay,
        "sick_day" => JournalKind.SickDay,
        "flare" => JournalKind.Flare,
        "target_choice" => JournalKind.TargetChoice,
        "enjoyed" => JournalKind.Enjoyed,
        "note" => JournalKind.Note,
        "snooze" => JournalKind.Snooze,
        _ => null,
    };
}
