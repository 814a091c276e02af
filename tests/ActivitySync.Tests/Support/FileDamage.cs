namespace ActivitySync.Tests.Support;

/// <summary>What a disk does to a file.</summary>
internal static class FileDamage
{
    /// <summary>Flips one to three bits anywhere, or cuts the end off; returns the number of flips, 0 for a cut.</summary>
    public static int Do(string path, Random random)
    {
        var bytes = File.ReadAllBytes(path);
        if (random.Next(4) == 0)
        {
            File.WriteAllBytes(path, bytes[..random.Next(bytes.Length)]);
            return 0;
        }
        var flips = random.Next(1, 4);
        for (var i = 0; i < flips; i++)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }
        File.WriteAllBytes(path, bytes);
        return flips;
    }
}
