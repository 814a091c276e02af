using System.Text.Json;

namespace ActivitySync.Storage.Influx;

/// <summary>Removes a wearer's points, where the server can.</summary>
internal sealed class InfluxEraser(InfluxClient client)
{
    static readonly string[] Measurements = ["steps", "heart_rate", "resting_heart_rate", "journal", "day", "target"];

    public async Task EraseAsync(string wearer, InfluxVersion version, CancellationToken stop)
    {
        if (version.Family == InfluxFamily.V3)
        {
            throw new StoreRefusedException(
                "InfluxDB 3 Core cannot remove single rows. Copy the others to a new database and drop this one.");
        }
        var parameters = $$"""{"wearer":"{{JsonEncodedText.Encode(wearer)}}"}""";
        foreach (var measurement in Measurements)
        {
            // DELETE, not DROP SERIES, which 2.x does not know.
            var error = await client.QueryAsync(
                $"DELETE FROM \"{measurement}\" WHERE \"wearer\" = $wearer", parameters, 1000, _ => { }, stop);
            if (error is not null)
            {
                throw InfluxFaults.OfStatement(error, client.Server);
            }
        }
    }
}
