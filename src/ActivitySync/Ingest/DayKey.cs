using NodaTime;

namespace ActivitySync.Ingest;

/// <summary>One wearer's local date.</summary>
internal readonly record struct DayKey(string Wearer, LocalDate Date);
