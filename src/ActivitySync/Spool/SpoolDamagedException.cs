namespace ActivitySync.Spool;

/// <summary>
/// spool.db was found damaged while in use. Trying again does not help: the process ends, and the next start sets the file
/// aside and carries over what is intact.
/// </summary>
internal sealed class SpoolDamagedException(string message, Exception inner) : Exception(message, inner);
