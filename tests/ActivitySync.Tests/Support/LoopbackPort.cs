using System.Net;
using System.Net.Sockets;

namespace ActivitySync.Tests.Support;

/// <summary>
/// Ports on 127.0.0.1 for programs that must be told theirs. They lie below those the system gives to outgoing connections
/// (from 32768 on Linux), so that none of the many connections of a test run takes a port between our look and the
/// program's start, nor while a program that was killed is down; and none is given twice in a process.
/// </summary>
public static class LoopbackPort
{
    private const int First = 11_000;
    private const int Count = 20_000;

    // Test processes that run side by side start at places of their own.
    private static int _next = Environment.ProcessId * 397 % Count;

    /// <summary>A port that nobody listens on now and that was not given before.</summary>
    public static int Free()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + ((Interlocked.Increment(ref _next) & int.MaxValue) % Count);
            using var probe = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            try
            {
                probe.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
                continue;
            }
        }

        throw new InvalidOperationException($"No port between {First} and {First + Count} is free.");
    }
}
