using ActivitySync.Core.Movement;
using ActivitySync.Core.Scoring;
using ActivitySync.Core.Telemetry;
using NodaTime;

namespace ActivitySync.Tests.Support;

/// <summary>Lives day after day: derives and scores each, with the reports so far as history.</summary>
internal sealed class Fold(Wearer wearer, ScoringOptions? options = null)
{
    const int Rows = 144;
    const long RowMs = 5 * Given.Minute;

    private readonly ScoringOptions _options = options ?? ScoringOptions.Default;
    private readonly List<JournalEntry> _journal = [];

    public List<DayReport> Reports { get; } = [];

    public DayReport Last => Reports[^1];

    public LocalDate Next { get; set; } = new(2026, 6, 1);

    /// <summary>Tells something at noon of the next day to be lived.</summary>
    public Fold Tell(JournalKind kind, decimal value)
    {
        var noon = LocalDays.Of(wearer, Next)!.StartMs + 12 * Given.Hour;
        _journal.Add(new JournalEntry(wearer.Id, kind, noon + _journal.Count, value));
        return this;
    }

    /// <summary>A day of walking from eight to eight, with a heartbeat when told, that makes these steps exactly.</summary>
    public DayReport Live(int steps, int? bpm = null)
    {
        var day = LocalDays.Of(wearer, Next)!;
        var rows = new List<StepSample>();
        for (var i = 0; i < Rows; i++)
        {
            var endMs = day.StartMs + 8 * Given.Hour + (i + 1) * RowMs;
            rows.Add(Given.Steps(endMs, steps / Rows + (i < steps % Rows ? 1 : 0), lengthMs: RowMs));
        }
        var hearts = bpm is { } rate
            ? Enumerable.Range(0, day.Minutes).Select(i => rate + i % 2).ToList() : [];
        return Live(rows, Given.HeartMinutes(day, hearts));
    }

    /// <summary>A day of these readings.</summary>
    public DayReport Live(IReadOnlyList<StepSample> steps, IReadOnlyList<HeartRateSample> hearts)
    {
        var day = LocalDays.Of(wearer, Next)!;
        var movement = Given.Derived(wearer, day, steps, hearts, _options.Movement);
        var report = DayScoring.Score(wearer, movement, [.. Reports.TakeLast(60)], _journal, _options);
        Reports.Add(DayReportJson.Read(DayReportJson.Write(report)));
        Next = Next.PlusDays(1);
        return report;
    }

    /// <summary>Days without any reading and without a report.</summary>
    public void Skip(int days) => Next = Next.PlusDays(days);

    /// <summary>Progress on the next day, at an hour of it.</summary>
    public Progress Progress(int hour, IReadOnlyList<StepSample> steps)
    {
        var day = LocalDays.Of(wearer, Next)!;
        var movement = Given.Derived(wearer, day, steps, options: _options.Movement);
        return TodayProgress.Of(wearer, movement, Reports, _journal, day.StartMs + hour * Given.Hour, _options);
    }
}
