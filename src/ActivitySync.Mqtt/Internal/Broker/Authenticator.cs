using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace ActivitySync.Mqtt.Internal.Broker;

/// <summary>
/// Checks user names and passwords. A slow hash is computed once per user and password: afterwards a keyed digest of
/// what was right is enough, so that a reconnect storm costs no processor minutes.
/// </summary>
internal sealed class Authenticator : IDisposable
{
    // Logins beyond these wait no longer than the connect timeout anyway: at 0.1 to 0.2 s each, two at a time.
    private const int MostWaiting = 64;

    // Failed guesses must not take all processors, and one login must not wait for every other.
    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, byte[]> _proven = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MqttBrokerUser> _users;
    private readonly Identity? _anonymous;
    private readonly string _decoy = MqttPasswordHash.CreateDecoy();

    private int _waiting;

    public Authenticator(MqttBrokerOptions options)
    {
        _users = options.Users.ToDictionary(user => user.Name, StringComparer.Ordinal);
        _anonymous = _users.Count == 0 || options.AllowAnonymous ? new Identity(options.AnonymousAccess) : null;
    }

    private static int AtOnce => Math.Max(2, Environment.ProcessorCount / 2);

    /// <summary>Null when the client may not come in; <see cref="Identity.Busy"/> when it had better try again later.</summary>
    public async ValueTask<Identity?> IdentifyAsync(string? userName, byte[]? password, CancellationToken stop)
    {
        if (_users.Count == 0 || userName is null)
        {
            return _anonymous;
        }

        var isKnown = _users.TryGetValue(userName, out var user);
        var digest = DigestOf(userName, password);
        if (isKnown
            && _proven.TryGetValue(userName, out var proven)
            && CryptographicOperations.FixedTimeEquals(proven, digest))
        {
            return new Identity(user!.Access);
        }

        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return Identity.Busy;
        }

        try
        {
            // An unknown name takes as long as a known one.
            if (!await VerifyAsync(user?.PasswordHash ?? _decoy, password, stop) || !isKnown)
            {
                return null;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        _proven[userName] = digest;
        return new Identity(user!.Access);
    }

    public void Dispose() => _slots.Dispose();

    // On a thread of its own: the pool's few threads serve the connections.
    private async Task<bool> VerifyAsync(string hash, byte[]? password, CancellationToken stop)
    {
        await _slots.WaitAsync(stop);
        try
        {
            return await Task.Factory.StartNew(
                () => MqttPasswordHash.Verify(hash, password),
                stop,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }
        finally
        {
            _slots.Release();
        }
    }

    private byte[] DigestOf(string userName, byte[]? password)
    {
        byte[] secret = [.. Encoding.UTF8.GetBytes(userName), 0, .. password ?? []];
        return HMACSHA256.HashData(_key, secret);
    }
}

/// <summary>Whoever was let in, by the rules that apply.</summary>
internal sealed class Identity(IReadOnlyList<MqttAccessRule> rules)
{
    /// <summary>Nobody in particular: too many passwords are being checked already.</summary>
    public static Identity Busy { get; } = new([]);

    /// <summary>Null: everything is allowed.</summary>
    public AccessList? AccessOf(string? userName, string clientId) =>
        rules.Contains(MqttAccessRule.Everything) && rules.Count == 1 ? null : new AccessList(rules, userName, clientId);
}
