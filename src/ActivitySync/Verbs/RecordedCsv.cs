using System.Globalization;
using System.IO.Compression;
using CsvHelper;
using CsvHelper.Configuration;
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

    /// <exception cref="VerbProblemException">The file is not of that form; says which line.</exception>
    public static IEnumerable<RecordedRow> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : (Stream)file;
        using var text = new StreamReader(plain);
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture) { MissingFieldFound = null });
        if (!csv.Read() || !csv.ReadHeader())
        {
            throw new VerbProblemException($"{path} is empty.");
        }
        var header = csv.HeaderRecord!;
        var time = header.FirstOrDefault(name => name is "LocalMinute" or "LocalTime");
        var steps = Array.IndexOf(header, "Steps");
        var bpm = Array.IndexOf(header, "HeartRate");
        if (time is null || (steps < 0 && bpm < 0))
        {
            throw new VerbProblemException(
                $"{path} must have a column LocalMinute or LocalTime, and one called Steps or HeartRate.");
        }
        var timeIndex = Array.IndexOf(header, time);
        var idIndex = Array.IndexOf(header, "Id");
        while (csv.Read())
        {
            var local = csv.GetField(timeIndex) ?? "";
            var parsed = local.Length == 16 ? ToTheMinute.Parse(local) : ToTheSecond.Parse(local);
            var value = csv.GetField(steps >= 0 ? steps : bpm);
            if (!parsed.Success || !int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
            {
                throw new VerbProblemException(
                    $"{path}, line {csv.Parser.RawRow}: \"{local}\" and \"{value}\" are not a time and a whole number.");
            }
            yield return new RecordedRow(
                idIndex >= 0 ? csv.GetField(idIndex) ?? "" : "", parsed.Value,
                steps >= 0 ? number : null, steps >= 0 ? null : number);
        }
    }
}
