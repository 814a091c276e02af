using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Identity;

namespace ActivitySync.Access;

/// <summary>Somebody who may ask: a name, a role, and the hash of a token or of a password.</summary>
internal sealed record AccessEntry
{
    const string Prefix = "as";
    const int SecretBytes = 32;

    // ASP.NET Core Identity's: PBKDF2 with HMAC-SHA512, 100,000 rounds, a salt of 128 bits.
    static readonly PasswordHasher<AccessEntry> Passwords = new();

    // Whom a password is tried for when the name is nobody's.
    static readonly Lazy<AccessEntry> Unknown =
        new(() => WithPassword("", AccessRole.Monitor, [], RandomNumberGenerator.GetHexString(32), default));

    /// <summary>An entry whose password nobody knows.</summary>
    public static AccessEntry Nobody => Unknown.Value;

    /// <summary>Eight hexadecimal digits; part of the token, so that it is found without trying all.</summary>
    public required string Id { get; init; }

    /// <summary>For people, and for the sign-in with a password or by a proxy. Each name stands once.</summary>
    public required string Name { get; init; }

    public required AccessRole Role { get; init; }

    public IReadOnlyList<string> Wearers { get; init; } = [];

    /// <summary>SHA-256 of the token's secret, hexadecimal. 256 random bits need no slow hash.</summary>
    public string? TokenHash { get; init; }

    /// <summary>Salted PBKDF2 of the password.</summary>
    public string? PasswordHash { get; init; }

    public required DateTimeOffset Created { get; init; }

    [JsonIgnore]
    public Grant Grant => new(Name, Role, Wearers);

    /// <summary>An entry with a new token, which is shown once and not kept.</summary>
    public static (AccessEntry Entry, string Token) WithToken(
        string name, AccessRole role, IReadOnlyList<string> wearers, DateTimeOffset now)
    {
        var id = NewId();
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var entry = new AccessEntry
        {
            Id = id,
            Name = name,
            Role = role,
            Wearers = wearers,
            Created = now,
            TokenHash = Hash(secret),
        };
        return (entry, $"{Prefix}_{id}_{secret}");
    }

    /// <summary>An entry for signing in with a name and a password.</summary>
    public static AccessEntry WithPassword(
        string name, AccessRole role, IReadOnlyList<string> wearers, string password, DateTimeOffset now)
    {
        var entry = new AccessEntry { Id = NewId(), Name = name, Role = role, Wearers = wearers, Created = now };
        return entry with { PasswordHash = Passwords.HashPassword(entry, password) };
    }

    public static string NewId() => RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>The id inside a token; null when it is none of ours.</summary>
    public static string? IdOf(string token)
        => token.Split('_', 3) is [Prefix, { Length: 8 } id, { Length: > 0 }] ? id : null;

    /// <summary>Whether a token is this entry's.</summary>
    public bool Takes(string token)
        => TokenHash is not null && token.Split('_', 3) is [_, _, var secret]
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(secret)), Encoding.ASCII.GetBytes(TokenHash));

    /// <summary>Whether a password is this entry's. Takes its time, on purpose.</summary>
    public bool TakesPassword(string password)
        => PasswordHash is not null
            && Passwords.VerifyHashedPassword(this, PasswordHash, password) != PasswordVerificationResult.Failed;

    static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

/// <summary>What access.json holds.</summary>
internal sealed record AccessEntries(IReadOnlyList<AccessEntry> Entries);

/// <summary>Names and shape of access.json.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccessEntries))]
internal sealed partial class AccessJson : JsonSerializerContext;
