using System.Globalization;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Storage.Transfer;

/// <summary>Whose data to export, and of when.</summary>
/// <param name="Wearer">One wearer; null for everybody.</param>
/// <param name="From">First date; null for all. Dates of samples are in UTC, of days and hours the wearer's own.</param>
/// <param name="To">Last date.</param>
internal sealed record ExportRange(string? Wearer, LocalDate? From, LocalDate? To);

/// <summary>
/// Writes a store as lines of JSON: a folder for each wearer, in it a file for each kind and month, and a manifest with
/// counts and hashes. Nothing is lost: every revision, version and thousandth is there. The same data gives the same files
/// from every store. Reads a day of one wearer at a time.
/// </summary>
internal sealed class StoreExport(IStore store, string folder, ExportRange range)
{
    /// <summary>The format's name in the manifest.</summary>
    public const string Format = "activitysync-export";

    // As in StoreCopy: a day at a time, and more over gaps.
    const long WindowMs = 24L * 3600 * 1000;
    const long WidestMs = 64 * WindowMs;

    readonly List<ManifestFile> _files = [];

    /// <summary>Writes everything into the folder, which must be empty or not there.</summary>
    /// <exception cref="TransferRefusedException">
    /// The folder is not empty, nobody is to be exported, or the disk is full: the folder is left empty.
    /// </exception>
    public Task<Manifest> RunAsync(string source, DateTimeOffset now, CancellationToken stop)
        => EmptyFolder.FillAsync(folder, "The export", () => FillAsync(source, now, stop));

    async Task<Manifest> FillAsync(string source, DateTimeOffset now, CancellationToken stop)
    {
        var all = await store.ReadWearersAsync(stop);
        var chosen = range.Wearer is null ? all : [.. all.Where(id => id == range.Wearer)];
        if (chosen.Count == 0)
        {
            throw new TransferRefusedException(range.Wearer is { } wanted
                ? $"The store has nothing of a wearer {wanted}. It has: {string.Join(", ", all)}."
                : "The store is empty: there is nothing to export.");
        }
        var wearers = new List<ManifestWearer>();
        foreach (var wearer in chosen)
        {
            var rawFrom = await store.ReadRawFromAsync(wearer, stop);
            wearers.Add(new ManifestWearer(wearer, rawFrom == long.MinValue ? null : rawFrom));
            await SamplesAsync(wearer, stop);
            await DerivedAsync(wearer, stop);
        }
        var manifest = new Manifest
        {
            Format = Format,
            Made = now,
            Source = source,
            Wearers = wearers,
            Files = [.. _files],
        };
        manifest.Write(folder);
        return manifest;
    }

    long FromMs => range.From is { } date ? StartMs(date) : StoreLimits.EarliestMs;

    long ToMs => range.To is { } date ? StartMs(date.PlusDays(1)) : StoreLimits.LatestMs + 1;

    async Task SamplesAsync(string wearer, CancellationToken stop)
    {
        if (await store.ReadSpanAsync(wearer, stop) is not { } span)
        {
            return;
        }
        using var steps = new MonthFiles<StepSample>(folder, $"{wearer}/steps", Lines.Write, _files);
        using var beats = new MonthFiles<HeartRateSample>(folder, $"{wearer}/heart_rate", Lines.Write, _files);
        using var resting = new MonthFiles<HeartRateSample>(folder, $"{wearer}/resting_heart_rate", Lines.Write, _files);
        using var journal = new MonthFiles<JournalEntry>(folder, $"{wearer}/journal", Lines.Write, _files);
        var lastMs = Math.Min(span.LastMs + 1, ToMs);
        var width = WindowMs;
        for (long start = Math.Max(span.FirstMs, FromMs), end; start < lastMs; start = end)
        {
            // A month and its files end together.
            end = Math.Min(Math.Min(start + width, NextMonthMs(start)), lastMs);
            var counted = await store.ReadStepsAsync(wearer, start, end, stop);
            steps.Write(start, counted);
            var rates = await store.ReadHeartRatesAsync(wearer, start, end, stop);
            var live = rates.TakeWhile(beat => beat.Kind == HeartRateKind.Live).Count();
            beats.Write(start, rates.Take(live));
            resting.Write(start, rates.Skip(live));
            var told = await store.ReadJournalAsync(wearer, start, end, stop);
            journal.Write(start, told);
            width = counted.Count + rates.Count + told.Count == 0 ? Math.Min(2 * width, WidestMs) : WindowMs;
        }
    }

    async Task DerivedAsync(string wearer, CancellationToken stop)
    {
        var (from, to) = (range.From ?? new LocalDate(1678, 1, 1), range.To ?? new LocalDate(2261, 12, 31));
        using (var days = new MonthFiles<DayRow>(folder, $"{wearer}/day", Lines.Write, _files))
        {
            foreach (var newest in await store.ReadDaysAsync(wearer, from, to, stop))
            {
                days.Write(StartMs(newest.Date), await store.ReadDayRevisionsAsync(wearer, newest.Date, stop));
            }
        }
        using (var targets = new MonthFiles<TargetRow>(folder, $"{wearer}/target", Lines.Write, _files))
        {
            foreach (var newest in await store.ReadTargetsAsync(wearer, from, to, stop))
            {
                targets.Write(StartMs(newest.Date), await store.ReadTargetRevisionsAsync(wearer, newest.Date, stop));
            }
        }
        using (var hours = new MonthFiles<HourRow>(folder, $"{wearer}/hour", Lines.Write, _files))
        {
            foreach (var date in (await store.ReadHourRevisionsAsync(wearer, from, to, stop)).GroupBy(row => row.Date))
            {
                hours.Write(StartMs(date.Key), date);
            }
        }
        using var progress = new MonthFiles<ProgressRow>(folder, $"{wearer}/progress", Lines.Write, _files);
        foreach (var row in await store.ReadProgressAsync(wearer, FromMs, ToMs, stop))
        {
            progress.Write(row.TimeMs, [row]);
        }
    }

    static long StartMs(LocalDate date) => date.AtMidnight().InUtc().ToInstant().ToUnixTimeMilliseconds();

    static long NextMonthMs(long ms)
    {
        var date = Instant.FromUnixTimeMilliseconds(ms).InUtc().Date;
        return StartMs(new LocalDate(date.Year, date.Month, 1).PlusMonths(1));
    }

    /// <summary>The files of one kind; rows come in order of time.</summary>
    sealed class MonthFiles<T>(string folder, string name, LineWriter<T> write, List<ManifestFile> done) : IDisposable
    {
        LineFile? _file;

        public void Write(long timeMs, IEnumerable<T> rows)
        {
            var path = "";
            foreach (var row in rows)
            {
                if (path.Length == 0)
                {
                    path = $"{name}-{Instant.FromUnixTimeMilliseconds(timeMs).InUtc().Date.ToString("uuuu-MM", CultureInfo.InvariantCulture)}.ndjson";
                    Open(path);
                }
                _file!.Write(row, write);
            }
        }

        // What was not closed because of a failure is not whole, and no manifest will name it.
        public void Dispose()
        {
            if (_file is not null)
            {
                done.Add(_file.Close());
                _file.Dispose();
            }
        }

        void Open(string path)
        {
            if (_file?.Name == path)
            {
                return;
            }
            Dispose();
            _file = new LineFile(folder, path);
        }
    }
}
