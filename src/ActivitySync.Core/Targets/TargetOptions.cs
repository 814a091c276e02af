namespace ActivitySync.Core.Targets;

/// <summary>Every constant by which targets are set. Change with <c>with</c>.</summary>
public sealed partial record TargetOptions
{
    /// <summary>The defaults.</summary>
    public static TargetOptions Default { get; } = new();

    /// <summary>Strategy for wearers who named none. Our choice. [ramp]</summary>
    public string Strategy { get; init; } = RampTarget.StrategyName;

    /// <summary>
    /// Valid days before there is a target, and in a week that may change it. Source: the COPD step algorithm. [4]
    /// </summary>
    public int MinValidDays { get; init; } = 4;

    /// <summary>First valid days whose median is the baseline, at most. Our choice. [14]</summary>
    public int BaselineDays { get; init; } = 14;

    /// <summary>
    /// Valid days from which, with a weekend day among them, the baseline is firm. Source: Clemes and Griffiths 2008.
    /// [6]
    /// </summary>
    public int FirmBaselineDays { get; init; } = 6;

    /// <summary>Targets are rounded down to a multiple of this. Our choice. [50 steps]</summary>
    public int RoundTo { get; init; } = 50;

    /// <summary>Lowest target. Our choice. [1,500 steps]</summary>
    public int Floor { get; init; } = 1_500;

    /// <summary>
    /// Highest target under <see cref="OlderFromAge"/>. Our choice: upper end of where Paluch 2022 sees the benefit
    /// flatten. [10,000 steps]
    /// </summary>
    public int Ceiling { get; init; } = 10_000;

    /// <summary>
    /// Highest target from that age on, and when the age is not known. Our choice, as above. [8,000 steps]
    /// </summary>
    public int CeilingOlder { get; init; } = 8_000;

    /// <summary>Age from which the lower ceiling holds. Source: Paluch 2022. [60 years]</summary>
    public int OlderFromAge { get; init; } = 60;

    /// <summary>Share of days met that allows a raise, percent. Our choice: about 5 of 7. [70]</summary>
    public int RaiseFromPercent { get; init; } = 70;

    /// <summary>Share of days met under which the target is lowered, percent. Our choice. [40]</summary>
    public int LowerBelowPercent { get; init; } = 40;

    /// <summary>Largest raise, percent of the target. A comfort rule, not a proof of safety. Our choice. [10]</summary>
    public int MaxRaisePercent { get; init; } = 10;

    /// <summary>Largest raise, steps: about ten minutes. Source: the COPD step algorithm. [1,000]</summary>
    public int MaxRaiseSteps { get; init; } = 1_000;

    /// <summary>Smallest raise, steps. Our choice. [100]</summary>
    public int MinRaiseSteps { get; init; } = 100;

    /// <summary>Raises in a row before a week of rest from raising. Our choice. [3]</summary>
    public int MaxConsecutiveRaises { get; init; } = 3;

    /// <summary>A lowered target keeps this share of the old one, percent. Our choice. [90]</summary>
    public int LowerToPercent { get; init; } = 90;

    /// <summary>Percentile of the recent days a raise aims at. Source: Adams' trials, not verified. [60]</summary>
    public int Percentile { get; init; } = 60;

    /// <summary>Valid days the percentile looks at. Source: Adams. [9]</summary>
    public int PercentileDays { get; init; } = 9;

    /// <summary>Calendar days within which they must lie. Our choice. [21 days]</summary>
    public int PercentileWindowDays { get; init; } = 21;
}
