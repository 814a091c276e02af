namespace ActivitySync.Spool;

/// <summary>The spool cannot be written now (disk full, read-only, locked). Nothing was kept: acknowledge nothing.</summary>
internal sealed class SpoolUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
