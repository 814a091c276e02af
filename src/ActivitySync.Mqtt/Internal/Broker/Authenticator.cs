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
    // Failed guesses must not take all processors: one slow hash at a time.
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, byte[]> _proven = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MqttBrokerUser> _users;
    private readonly Identity? _anonymous;
    private readonly string _decoy = MqttPasswordHash.CreateDecoy();

    public Authenticator(MqttBrokerOptions options)
    {
        _users = options.Users.ToDictionary(user => user.Name, StringComparer.Ordinal);
        _anonymous = _users.Count == 0 || options.AllowAnonymous ? new Identity(options.AnonymousAccess) : null;
    }

    /// <summary>Null when the client may not come in.</summary>
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

        await _oneAtATime.WaitAsync(stop);
        try
        {
            // An unknown name takes as long as a known one.
            var isRight = MqttPasswordHash.Verify(user?.PasswordHash ?? _decoy, password);
            if (!isRight || !isKnown)
            {
                return null;
            }
        }
        finally
        {
            _oneAtATime.Release();
        }

        _proven[userName] = digest;
        return new Identity(user!.Access);
    }

    public void Dispose() => _oneAtATime.Dispose();

    private byte[] DigestOf(string userName, byte[]? password)
    {
        byte[] secret = [.. Encoding.UTF8.GetBytes(userName), 0, .. password ?? []];
        return HMACSHA256.HashData(_key, secret);
    }
}

/// <summary>Whoever was let in, by the rules that apply.</summary>
internal sealed class Identity(IReadOnlyList<MqttAccessRule> rules)
{
    /// <summary>Null: everything is allowed.</summary>
    public AccessList? AccessOf(string? userName, string clientId) =>
        rules.Contains(MqttAccessRule.Everything) && rules.Count == 1 ? null : new AccessList(rules, userName, clientId);
}
