using System.Globalization;
using System.IO.Compression;
using CsvHelper;
using NodaTime;
using NodaTime.Text;

namespace ActivitySync.Verbs;

/// <summary>One recorded row: steps in the minute that begins at Local, or the heart rate at Local.</summary>
internal readonly record struct RecordedRow(string Id, LocalDateTime Local, int? Steps, int? Bpm);

/// <summary>
/// Reads recorded data: a CSV, plain or .gz, with a column Id (optional), LocalMinute or LocalTime (wall clock), and Steps or
/// HeartRate. That is how the public Fitbit sets come (Furberg et al. 2016, Zenodo 53894) after unification.
/// </summary>
internal static class RecordedCsv
{
    static readonly LocalDateTimePattern ToTheMinute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");
    static readonly LocalDateTimePattern ToTheSecond = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss");

    static readonly CsvReaderOptions Options = CsvReaderOptions.Default with { TrackLineNumbers = true };

    /// <exception cref="VerbProblemException">The file is not of that form; says which line.</exception>
    public static IEnumerable<RecordedRow> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : (Stream)file;
        using var csv = CsvReader.Create(plain, Options);
        if (!csv.Read())
        {
            throw new VerbProblemException($"{path} is empty.");
        }
        var time = Math.Max(csv.GetFieldIndex("LocalMinute"), csv.GetFieldIndex("LocalTime"));
        var steps = csv.GetFieldIndex("Steps");
        var value = Math.Max(steps, csv.GetFieldIndex("HeartRate"));
        var id = csv.GetFieldIndex("Id");
        if (time < 0 || value < 0)
        {
            throw new VerbProblemException(
                $"{path} must have a column LocalMinute or LocalTime, and one called Steps or HeartRate.");
        }
        do
        {
            var local = csv.GetString(time);
            var parsed = local.Length == 16 ? ToTheMinute.Parse(local) : ToTheSecond.Parse(local);
            if (!parsed.Success
                || !int.TryParse(csv.GetString(value), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
            {
                throw new VerbProblemException(
                    $"{path}, line {csv.LineNumber}: \"{local}\" and \"{csv.GetString(value)}\" are not a time and a whole number.");
            }
            yield return new RecordedRow(id >= 0 ? csv.GetString(id) : "", parsed.Value,
                steps >= 0 ? number : null, steps >= 0 ? null : number);
        }
        while (csv.Read());
    }
}
