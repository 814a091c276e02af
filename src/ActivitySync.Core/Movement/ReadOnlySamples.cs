using System.Runtime.InteropServices;

namespace ActivitySync.Core.Movement;

/// <summary>Reads lists of samples without a call for each.</summary>
internal static class ReadOnlySamples
{
    /// <summary>The list's own memory where it has one, else a copy. Valid while nobody changes the list.</summary>
    public static ReadOnlySpan<T> AsSpan<T>(IReadOnlyList<T> samples) => samples switch
    {
        T[] array => array,
        List<T> list => CollectionsMarshal.AsSpan(list),
        _ => samples.ToArray(),
    };
}
