namespace ActivitySync.Storage.Transfer;

/// <summary>A folder of exported or backed-up data cannot be used as it is; the message says why and what to do.</summary>
internal sealed class TransferRefusedException(string message, Exception? inner = null) : Exception(message, inner);
