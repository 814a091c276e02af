namespace ActivitySync.Verbs;

/// <summary>A verb cannot do what was asked; the message is for the person who typed it. Exit code 2.</summary>
internal sealed class VerbProblemException(string message) : Exception(message);
