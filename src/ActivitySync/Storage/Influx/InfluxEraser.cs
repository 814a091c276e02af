using System.Text.Json;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Storage.Influx;

/// <summary>Removes a wearer's points, all or the old ones, where the server can.</summary>
internal sealed class InfluxEraser(InfluxClient client)
{
    const int NsPerMs = LineBuffer.NsPerMs;

    // The first hour of a date may begin this long before its noon UTC.
    const long HoursMarginMs = 30L * 3600 * 1000;

    static readonly string[] Measurements =
        ["steps", "heart_rate", "resting_heart_rate", "journal", "day", "target", "hour", "progress", "raw_from"];

    public async Task EraseAsync(string wearer, InfluxVersion version, CancellationToken stop)
    {
        CheckAble(version, "Copy the others to a new database and drop this one.");
        foreach (var measurement in Measurements)
        {
            await DeleteAsync(measurement, "", new() { ["wearer"] = wearer }, stop);
        }
    }

    /// <summary>Removes old points; of each step stream what is before its last reading before the cut.</summary>
    public async Task PruneAsync(
        string wearer, PruneCut cut, IReadOnlyList<StepSample> lastSteps, InfluxVersion version, CancellationToken stop)
    {
        CheckAble(version, "Make its database with a retention period instead.");
        foreach (var last in lastSteps)
        {
            await DeleteAsync(
                "steps", """ AND "device" = $device AND "counter" = $counter""",
                new() { ["wearer"] = wearer, ["device"] = last.Device, ["counter"] = SeriesNames.Of(last.Counter) }, stop,
                last.TimeMs);
        }
        if (cut.RawBeforeMs is { } rawMs)
        {
            await DeleteAsync("heart_rate", "", new() { ["wearer"] = wearer }, stop, rawMs);
            await DeleteAsync("resting_heart_rate", "", new() { ["wearer"] = wearer }, stop, rawMs);
        }
        if (cut.ProgressBeforeMs is { } progressMs)
        {
            await DeleteAsync("progress", "", new() { ["wearer"] = wearer }, stop, progressMs);
        }
        if (cut.HoursBefore is { } date)
        {
            // Wherever on earth it is, no hour of the date lies before this; what remains of the day before goes next time.
            await DeleteAsync(
                "hour", "", new() { ["wearer"] = wearer }, stop, LineEncoder.NoonMs(date) - HoursMarginMs);
        }
    }

    static void CheckAble(InfluxVersion version, string instead)
    {
        if (version.Family == InfluxFamily.V3)
        {
            throw new StoreRefusedException($"InfluxDB 3 Core cannot remove single rows. {instead}");
        }
    }

    async Task DeleteAsync(
        string measurement, string more, Dictionary<string, string> tags, CancellationToken stop, long? beforeMs = null)
    {
        var parameters = string.Join(',', tags.Select(tag => $"\"{tag.Key}\":\"{JsonEncodedText.Encode(tag.Value)}\""));
        if (beforeMs is { } before)
        {
            more += " AND time < $before";
            parameters += $",\"before\":{before * NsPerMs}";
        }
        // DELETE, not DROP SERIES, which 2.x does not know.
        var error = await client.QueryAsync(
            $"DELETE FROM \"{measurement}\" WHERE \"wearer\" = $wearer{more}", $"{{{parameters}}}", 1000, _ => { }, stop);
        if (error is not null)
        {
            throw InfluxFaults.OfStatement(error, client.Server);
        }
    }
}
