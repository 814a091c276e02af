using System.Text.Json;
using ActivitySync.Core.Telemetry;

namespace ActivitySync.Storage.Transfer;

/// <summary>What was imported.</summary>
internal sealed record ImportReport(int Wearers, long Samples, long Days, long Targets, long Hours, long Progress);

/// <summary>
/// Writes an exported folder into a store. The hashes are checked before anything is written. What is there already stays
/// as it is, so that it may be repeated or broken off and begun again.
/// </summary>
internal sealed class StoreImport(IStore store, string folder)
{
    const int RowsAtOnce = 20_000;

    long _samples, _days, _targets, _hours, _progress;

    /// <summary>Imports everything.</summary>
    /// <param name="onSamples">Sees each batch after it was written; may be null.</param>
    /// <param name="stop">Gives up; import again to go on.</param>
    /// <exception cref="TransferRefusedException">The folder is no whole export, or a line is not ours.</exception>
    public async Task<ImportReport> RunAsync(Action<SampleBatch>? onSamples, CancellationToken stop)
    {
        var manifest = Manifest.ReadChecked(folder, StoreExport.Format);
        // Before the rows: a day without its samples must never look as if it could be derived again.
        foreach (var wearer in manifest.Wearers)
        {
            if (wearer.RawFromMs is { } fromMs)
            {
                await store.MarkRawFromAsync(wearer.Id, fromMs, stop);
            }
        }
        foreach (var file in manifest.Files)
        {
            await FileAsync(file, onSamples, stop);
        }
        return new ImportReport(manifest.Wearers.Count, _samples, _days, _targets, _hours, _progress);
    }

    // A path is {wearer}/{series}-{yyyy}-{MM}.ndjson.
    async Task FileAsync(ManifestFile file, Action<SampleBatch>? onSamples, CancellationToken stop)
    {
        var parts = file.Path.Split('/');
        if (parts is not [var wearer, var name] || name.Split('-') is not [var series, ..])
        {
            throw new TransferRefusedException($"{file.Path} in the manifest is no file of an export.");
        }
        switch (series)
        {
            case "steps":
                await SamplesAsync(file, (batch, json) => batch.Steps.Add(Lines.Steps(wearer, json)), onSamples, stop);
                break;
            case "heart_rate":
                await SamplesAsync(
                    file, (batch, json) => batch.HeartRates.Add(Lines.HeartRate(wearer, HeartRateKind.Live, json)), onSamples, stop);
                break;
            case "resting_heart_rate":
                await SamplesAsync(
                    file, (batch, json) => batch.HeartRates.Add(Lines.HeartRate(wearer, HeartRateKind.Resting, json)), onSamples,
                    stop);
                break;
            case "journal":
                await SamplesAsync(file, (batch, json) => batch.Journal.Add(Lines.Journal(wearer, json)), onSamples, stop);
                break;
            case "day":
                _days += await RowsAsync(file, json => Lines.Day(wearer, json), rows => store.AppendDaysAsync(rows, stop), stop);
                break;
            case "target":
                _targets += await RowsAsync(
                    file, json => Lines.Target(wearer, json), rows => store.AppendTargetsAsync(rows, stop), stop);
                break;
            case "hour":
                _hours += await RowsAsync(file, json => Lines.Hour(wearer, json), rows => store.AppendHoursAsync(rows, stop), stop);
                break;
            case "progress":
                _progress += await RowsAsync(
                    file, json => Lines.Progress(wearer, json), rows => store.AppendProgressAsync(rows, stop), stop);
                break;
            default:
                throw new TransferRefusedException(
                    $"{file.Path} holds a series this version does not know. Use the ActivitySync that wrote it.");
        }
    }

    async Task SamplesAsync(
        ManifestFile file, Action<SampleBatch, JsonElement> add, Action<SampleBatch>? onSamples, CancellationToken stop)
    {
        var batch = new SampleBatch();
        await foreach (var _ in ReadAsync(file, json => add(batch, json), () => batch.Count, stop))
        {
            await store.WriteAsync(batch, stop);
            onSamples?.Invoke(batch);
            _samples += batch.Count;
            batch.Clear();
        }
    }

    async Task<long> RowsAsync<T>(
        ManifestFile file, Func<JsonElement, T> take, Func<IReadOnlyList<T>, Task> write, CancellationToken stop)
    {
        var rows = new List<T>();
        var count = 0L;
        await foreach (var _ in ReadAsync(file, json => rows.Add(take(json)), () => rows.Count, stop))
        {
            await write(rows);
            count += rows.Count;
            rows.Clear();
        }
        return count;
    }

    // Gives a turn whenever enough rows were read, and at the end.
    async IAsyncEnumerable<bool> ReadAsync(
        ManifestFile file, Action<JsonElement> take, Func<int> taken,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        using var reader = new StreamReader(Path.Combine(folder, file.Path));
        for (var number = 1; await reader.ReadLineAsync(stop) is { } line; number++)
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                take(json.RootElement);
            }
            catch (Exception reason) when (reason is JsonException or FormatException or InvalidOperationException)
            {
                throw new TransferRefusedException($"Line {number} of {file.Path} cannot be read: {reason.Message}", reason);
            }
            if (taken() >= RowsAtOnce)
            {
                yield return true;
            }
        }
        if (taken() > 0)
        {
            yield return false;
        }
    }
}
