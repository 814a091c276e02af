namespace ActivitySync.Core.Telemetry;

/// <summary>Somebody wants a wearer's last days derived again.</summary>
/// <param name="Wearer">Whose days (see <see cref="Slug"/>).</param>
/// <param name="TimeMs">When it was wished, Unix milliseconds UTC.</param>
public readonly record struct RecalculationRequest(string Wearer, long TimeMs)
{
    /// <summary>How far back days are derived again: a week and today (our choice).</summary>
    public const long ReachMs = 7 * 86_400_000L;
}
