namespace ActivitySync.Notify;

/// <summary>A way to a person beside MQTT.</summary>
internal interface INotificationChannel
{
    /// <summary>Its word, in logs and as its place in the outbox.</summary>
    string Name { get; }

    /// <summary>Sends; returns when the service has taken it.</summary>
    /// <exception cref="NotificationFailedException">It did not, or cannot be reached.</exception>
    Task SendAsync(Notification notification, CancellationToken stop);
}

/// <summary>What a person is told.</summary>
/// <param name="Id">The same for the same event, however often it is sent.</param>
/// <param name="Kind">Word of the event.</param>
/// <param name="Title">Whom it is about.</param>
/// <param name="Text">One or two sentences.</param>
/// <param name="IsAlert">Something needs attention.</param>
/// <param name="Data">The event's JSON where the content level allows it; null where not.</param>
internal sealed record Notification(string Id, string Kind, string Title, string Text, bool IsAlert, byte[]? Data);

/// <summary>A channel did not take a notification; the message says why, for the person who set it up.</summary>
internal sealed class NotificationFailedException(string message, Exception? inner = null) : Exception(message, inner);
