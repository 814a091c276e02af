using System.Globalization;
using System.Text.Json;

namespace ActivitySync.Benchmarks.Load;

/// <summary>Looks into InfluxDB for what is there of a run.</summary>
internal sealed class StoredMessages(Uri url, string database) : IDisposable
{
    readonly HttpClient _http = new() { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Points the server has taken since its start, of whatever kind: asking costs it nearly nothing.</summary>
    public async Task<long> PointsAsync()
    {
        using var stats = JsonDocument.Parse(await _http.GetStringAsync("/debug/vars"));
        return stats.RootElement.EnumerateObject()
            .Where(one => one.Name.StartsWith("httpd", StringComparison.Ordinal))
            .Sum(one => one.Value.GetProperty("values").GetProperty("pointsWrittenOK").GetInt64());
    }

    /// <summary>Heart rates in the store.</summary>
    public async Task<long> HeartRatesAsync() => (await AskAsync("SELECT count(bpm) FROM heart_rate")) is [var only]
        ? only.Numbers[0] : 0;

    /// <summary>Returns when the server has taken so many points since its start.</summary>
    public Task WaitForPointsAsync(long points, TimeSpan atMost) => Wait.UntilAsync(
        async () => await PointsAsync() >= points, TimeSpan.FromMilliseconds(50), atMost, $"{points} points taken");

    /// <summary>Returns when so many heart rates are there.</summary>
    public async Task WaitForAsync(long count, long pointsBefore, TimeSpan every, TimeSpan atMost)
    {
        await Wait.UntilAsync(async () => await PointsAsync() - pointsBefore >= count, every, atMost, $"{count} points stored");
        await Wait.UntilAsync(async () => await HeartRatesAsync() >= count, every, atMost, $"{count} heart rates stored");
    }

    /// <summary>Whether each of the first so many messages is there, once, and nothing else; in words, null when it is so.</summary>
    public Task<string?> DifferenceAsync(Messages messages, long count) => DifferenceAsync((messages, count));

    /// <summary>The same for the first so many of several, which have as many series.</summary>
    public async Task<string?> DifferenceAsync(params (Messages Messages, long Count)[] all)
    {
        var count = all.Sum(some => some.Count);
        var found = (await AskAsync("SELECT count(bpm), sum(bpm) FROM heart_rate GROUP BY wearer"))
            .ToDictionary(row => row.Tag, row => (row.Numbers[0], row.Numbers[1]));
        var wrong = Enumerable.Range(0, all[0].Messages.Series).Where(series =>
        {
            var expected = all.Select(some => some.Messages.Expected(series, some.Count)).ToList();
            return found.GetValueOrDefault(Messages.Wearer(series)) != (expected.Sum(one => one.Count), expected.Sum(one => one.Bpm));
        }).ToList();
        var total = found.Values.Sum(one => one.Item1);
        return wrong.Count > 0 || total != count ? $"{total} of {count} stored, {wrong.Count} series differ" : null;
    }

    /// <summary>Runs a query; a tag and the whole numbers of each row of each series.</summary>
    public async Task<IReadOnlyList<(string Tag, long[] Numbers)>> AskAsync(string query)
    {
        using var answer = JsonDocument.Parse(await _http.GetStringAsync(string.Create(
            CultureInfo.InvariantCulture, $"/query?db={database}&epoch=ms&q={Uri.EscapeDataString(query)}")));
        var rows = new List<(string, long[])>();
        if (answer.RootElement.GetProperty("results")[0].TryGetProperty("series", out var several))
        {
            foreach (var series in several.EnumerateArray())
            {
                var tag = series.TryGetProperty("tags", out var tags) ? tags.EnumerateObject().First().Value.GetString()! : "";
                rows.AddRange(series.GetProperty("values").EnumerateArray().Select(row =>
                    (tag, row.EnumerateArray().Skip(1).Select(value => (long)value.GetDouble()).ToArray())));
            }
        }
        return rows;
    }

    public void Dispose() => _http.Dispose();
}
