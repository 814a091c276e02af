using System.Globalization;
using System.Security.Cryptography;

namespace ActivitySync.Mqtt;

/// <summary>Password hashes as "pbkdf2-sha256$iterations$salt$hash", salt and hash in base 64.</summary>
public static class MqttPasswordHash
{
    private const string Scheme = "pbkdf2-sha256";

    // OWASP password storage cheat sheet (2023) for PBKDF2-HMAC-SHA256; some 100 ms on a home machine.
    private const int Iterations = 600_000;

    // NIST SP 800-132: salt of at least 128 bits; hash as long as the digest.
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    /// <summary>Hashes a password with a new random salt.</summary>
    public static string Create(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, HashBytes);
        return $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";
    }

    /// <summary>True when the text has the shape <see cref="Create"/> gives it.</summary>
    public static bool IsWellFormed(string hash) => TryParse(hash, out _, out _, out _);

    /// <summary>Compares in constant time; false for a hash that is not well formed.</summary>
    public static bool Verify(string hash, ReadOnlySpan<byte> password)
    {
        if (!TryParse(hash, out var iterations, out var salt, out var expected))
        {
            return false;
        }

        var actual = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, expected.Length);
        return CryptographicOperations.FixedTimeEquals(actual, expected);
    }

    /// <summary>Something as slow to verify as a real hash, which no password fits.</summary>
    internal static string CreateDecoy()
    {
        var salt = Convert.ToBase64String(RandomNumberGenerator.GetBytes(SaltBytes));
        var hash = Convert.ToBase64String(RandomNumberGenerator.GetBytes(HashBytes));
        return $"{Scheme}${Iterations}${salt}${hash}";
    }

    private static bool TryParse(string hash, out int iterations, out byte[] salt, out byte[] expected)
    {
        iterations = 0;
        salt = [];
        expected = [];
        var parts = hash.Split('$');
        if (parts.Length != 4
            || parts[0] != Scheme
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out iterations)
            || iterations < 1)
        {
            return false;
        }

        try
        {
            salt = Convert.FromBase64String(parts[2]);
            expected = Convert.FromBase64String(parts[3]);
        }
        catch (FormatException)
        {
            return false;
        }

        return salt.Length >= SaltBytes && expected.Length >= SaltBytes;
    }
}
