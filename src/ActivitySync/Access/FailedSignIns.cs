using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActivitySync.Access;

/// <summary>
/// Says each failed sign-in in one line that fail2ban understands, and lets an address that failed too often wait.
/// </summary>
internal sealed partial class FailedSignIns(ILogger<FailedSignIns> logger, TimeProvider time)
{
    // Ten typing errors are patience enough for a person and too few for a dictionary. Our choice.
    const int Most = 10;
    const int MostAddresses = 10_000;
    static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    readonly ConcurrentDictionary<IPAddress, (int Count, DateTimeOffset Since)> _failures = new();

    /// <summary>How long who failed too often waits at most, seconds.</summary>
    public static int RetryAfterSeconds => (int)Window.TotalSeconds;

    /// <summary>Whether this address failed too often lately.</summary>
    public bool IsBlocked(HttpContext context)
        => _failures.TryGetValue(Of(context), out var failed) && failed.Count >= Most && time.GetUtcNow() - failed.Since < Window;

    /// <summary>Answers who could not sign in: not so, or not so often.</summary>
    public void Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        if (IsBlocked(context))
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
        }
    }

    /// <summary>Notes a failure.</summary>
    /// <param name="context">Whose request.</param>
    /// <param name="what">What was tried: token, password or header; never what it was.</param>
    public void Note(HttpContext context, string what)
    {
        var now = time.GetUtcNow();
        if (_failures.Count >= MostAddresses)
        {
            foreach (var (address, old) in _failures)
            {
                if (now - old.Since >= Window)
                {
                    _failures.TryRemove(address, out _);
                }
            }
            if (_failures.Count >= MostAddresses)
            {
                _failures.Clear(); // somebody has that many addresses: memory is what is left to save
            }
        }
        _failures.AddOrUpdate(Of(context), (1, now),
            (_, failed) => now - failed.Since < Window ? (failed.Count + 1, failed.Since) : (1, now));
        LogRefused((context.Connection.RemoteIpAddress ?? IPAddress.None).ToString(), what);
    }

    // Who has an IPv6 address has 2^64 of them.
    static IPAddress Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    [LoggerMessage(LogLevel.Warning, "Sign-in refused from {Address}: wrong {What}")]
    partial void LogRefused(string address, string what);
}
