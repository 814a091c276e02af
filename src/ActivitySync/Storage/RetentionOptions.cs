using System.ComponentModel.DataAnnotations;

namespace ActivitySync.Storage;

/// <summary>
/// How long each class of data is kept; 0 for ever. Raw: samples as received. Minute: progress, how far the day had come,
/// a row a minute at most. Hour: the hours of scored days. Day: days, targets and the journal, which are always kept: they
/// are small, and later days are judged by them. Late data is met by the next run: what it brings for a time beyond the cut
/// goes again. A day whose samples are gone stands as it was scored last.
/// </summary>
internal sealed class RetentionOptions
{
    /// <summary>
    /// Steps and heart rates as received, days. While they are kept everything can be derived again under new rules. A day
    /// can be derived again until two days before they go. Our choice: for ever. [0]
    /// </summary>
    [Range(0, 36_500)]
    public int RawDays { get; init; }

    /// <summary>How far each day had come, a row a minute at most; days. Our choice. [30]</summary>
    [Range(0, 36_500)]
    public int ProgressDays { get; init; } = 30;

    /// <summary>Hours of scored days, days. Some 24 rows a day. Our choice: for ever. [0]</summary>
    [Range(0, 36_500)]
    public int HourDays { get; init; }
}
